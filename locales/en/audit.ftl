### The log of what was done, by whom (/admin).

## The page

audit-title = Log
audit-action = What was done
audit-all-actions = All actions
audit-by = By whom
audit-everybody = Everybody
audit-operator = Command line
audit-session = An owner’s chat { $id }
audit-address = An address { $id }
audit-about = What it is about
audit-about-placeholder = Code, entry, file or record
audit-from = From day
audit-to = To day
audit-none = Nothing has been done yet that this log keeps.
audit-none-found = Nothing fits this search.
audit-clear = Show everything
audit-more = Show older ones
audit-most = There are more. Narrow the search to see them.
audit-reason = Reason: { $reason }
audit-fields = Fields: { $fields }
audit-role = Role: { $role }
audit-counts = { $added } new, { $changed } changed

## What was done

audit-action-wrong-code = Wrong code of a request tried
audit-action-wrong-vin-end = Right code, wrong end of the VIN
audit-action-staff-added = Somebody was added to the staff
audit-action-staff-changed = A member of the staff was changed
audit-action-staff-disabled = A member of the staff was disabled
audit-action-staff-enabled = A member of the staff was enabled
audit-action-password-link = A password link was made
audit-action-password-set = A password was set
audit-action-gate-overridden = Published although the check warned
audit-action-file-replaced = A manual or picture was replaced
audit-action-file-removed = A manual or picture was deleted
audit-action-record-added = A record was made
audit-action-record-changed = A record was changed
audit-action-record-removed = A record was removed
audit-action-records-imported = Records were imported
audit-action-records-exported = Records were exported
audit-action-request-moved = A request was moved on
audit-action-part-exchanged = A part was exchanged
audit-action-person-exported = A person’s data was exported
audit-action-person-erased = A person’s data was erased
