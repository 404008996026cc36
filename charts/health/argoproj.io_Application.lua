-- A child counts as healthy only once its last sync is through: Argo CD itself judges the live objects alone, and a
-- child whose objects were refused has none that could be unhealthy.
local function verdict(status, message)
  return { status = status, message = message }
end

local status = obj.status or {}
local sync = (status.sync or {}).status
local operation = status.operationState or {}

if operation.phase == "Running" then
  return verdict("Progressing", "A sync is running")
end
if sync ~= "Synced" then
  if operation.phase == "Failed" or operation.phase == "Error" then
    return verdict("Degraded", operation.message or "The last sync failed")
  end
  return verdict("Progressing", "Waiting for the first sync")
end
local health = status.health or {}
return verdict(health.status or "Progressing", health.message or "")
