-- Every state of the operator's v1beta2 API; a state that it may gain later counts as progress, not as failure.
local meaning = {
  COMPLETED = "Healthy",
  RUNNING = "Healthy",
  SUCCEEDING = "Healthy",
  FAILED = "Degraded",
  FAILING = "Degraded",
  SUBMISSION_FAILED = "Degraded",
  SUSPENDED = "Suspended",
  SUSPENDING = "Suspended",
}

local application = (obj.status or {}).applicationState or {}
local state = application.state or ""
local health = { status = meaning[state] or "Progressing", message = state }
if state == "" then
  health.message = "Not yet seen by the operator"
elseif health.status == "Degraded" and (application.errorMessage or "") ~= "" then
  health.message = application.errorMessage
end
return health
