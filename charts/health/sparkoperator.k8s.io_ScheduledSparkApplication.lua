-- Whether the schedule itself works; its runs are objects of their own.
if (obj.spec or {}).suspend == true then
  return { status = "Suspended", message = "The schedule is suspended" }
end
local status = obj.status or {}
if status.scheduleState == "Scheduled" then
  return { status = "Healthy", message = "Next run: " .. (status.nextRun or "not planned yet") }
end
if status.scheduleState == "FailedValidation" then
  return { status = "Degraded", message = status.reason or "The schedule is not valid" }
end
return { status = "Progressing", message = "Not yet seen by the operator" }
