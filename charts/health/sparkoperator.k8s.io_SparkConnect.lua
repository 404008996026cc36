-- Every state of the operator's v1alpha1 API. `NotReady` is what a server is while it starts, so it counts as progress.
local status = obj.status or {}
local state = status.state or ""
local server = (status.server or {}).podName or "the server"
if state == "Ready" then
  return { status = "Healthy", message = server .. " takes connections" }
end
local message = state
if state == "" then
  message = "Not yet seen by the operator"
end
for _, condition in ipairs(status.conditions or {}) do
  if condition.type == "ServerPodReady" and (condition.message or "") ~= "" then
    message = condition.message
  end
end
return { status = state == "Failed" and "Degraded" or "Progressing", message = message }
