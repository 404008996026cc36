-- A child counts as healthy only once its last sync is through: Argo CD itself judges the live objects alone, and a
-- child whose objects were refused has none that could be unhealthy.
local function verdict(status, message)
  return { status = status, message = message }
end

local status = obj.status or {}
local sync = (status.sync or {}).status
local operation = status.operationState or {}

-- the root of an app-of-apps is among its own objects: a sync that waits for it would wait for itself for ever
for _, resource in ipairs(status.resources or {}) do
  if resource.kind == "Application" and resource.name == obj.metadata.name and resource.namespace == obj.metadata.namespace then
    return verdict("Healthy", "Manages itself; its children tell how they are")
  end
end

if operation.phase == "Running" then
  return verdict("Progressing", "A sync is running")
end
if sync ~= "Synced" then
  if operation.phase == "Failed" or operation.phase == "Error" then
    return verdict("Degraded", operation.message or "The last sync failed")
  end
  return verdict("Progressing", "Waiting for the first sync")
end
-- judged while the sync was under way: what it makes may only have been half there, as a CustomResourceDefinition that is not yet established
if (status.reconciledAt or "") < (operation.finishedAt or "") then
  return verdict("Progressing", "Not yet looked at since the last sync")
end
local health = status.health or {}
return verdict(health.status or "Progressing", health.message or "")
