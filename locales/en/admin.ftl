### Administration (/admin) and the page that sets a password (/password). They also load chat.ftl and desk.ftl: language
### names, the log-in form and a few buttons are there.

admin-title = Administration
admin-noscript = This page needs JavaScript.
admin-pages = Other pages
admin-desk = Support desk

## Log in

admin-login-title = Log in to the administration
admin-login-expired = You have been logged out. Log in to go on: nothing you typed is lost.
admin-login-role = This page is for administrators. Your account may not use it.

## List

admin-staff = Staff
admin-add = Add somebody
admin-search = Search the staff
admin-search-placeholder = Name or e-mail
admin-all-roles = All roles
admin-all-states = All states
admin-state = State
admin-count = { $count ->
    [1] 1 person
   *[other] { $count } people
}
# $count of $all are shown
admin-count-filtered = { $count } of { $all } people
admin-more = There are more than this page can show.
admin-load-failed = The list could not be loaded.
admin-try-again = Try again
admin-none = Nobody is here yet.
admin-none-found = Nobody fits this search.
admin-clear = Show everybody
# Beside one's own name
admin-you = You
admin-state-active = Active
admin-state-invited = No password yet
admin-state-disabled = Disabled
admin-edit = Edit
admin-link = Password link
admin-disable = Disable
admin-enable = Enable

## Adding and editing

# $name is a person's name, here and below
admin-edit-title = Edit { $name }
admin-name = Name
admin-name-help = Owners see it when this person answers.
admin-role = Role
admin-role-technician = Technician
admin-role-technician-help = Answers owners at the support desk.
admin-role-editor = Editor
admin-role-editor-help = For those who write the answers. No support desk.
admin-role-admin = Administrator
admin-role-admin-help = The support desk and this page.
admin-own-role-help = Nobody changes their own role.
admin-languages = Languages
admin-languages-help = “Take the next one” gives this person owners of these languages first.
admin-way = How do they get a password?
admin-way-link = By a link
admin-way-link-help = You get a link to pass on. It is good for one hour.
admin-way-password = I set one now
admin-way-password-help = You pass it on yourself.
admin-password = Password
admin-password-help = 12 to 128 characters.
admin-add-go = Add
admin-save = Save
admin-saving = Saving…
admin-conflict = Somebody else has changed this in the meantime. It now says:
admin-conflict-same = Somebody else has made the same change in the meantime. Save again to be sure.
admin-conflict-disabled = Somebody else has disabled this account in the meantime. Your changes are kept here: save again to store them all the same.
admin-conflict-help = What you wrote is kept below. Saving again puts it in the place of theirs.
admin-conflict-take = Take theirs

## Disabling

admin-disable-title = Disable { $name }?
admin-disable-sessions = They are logged out everywhere at once and cannot log in again.
admin-disable-chats = Their open conversations go back to the queue.
admin-disable-kept = Nothing is deleted. You can enable the account again at any time.

## Password link

admin-link-title = Password link for { $name }
# $moment is a day and a time, such as "today, 15:04"
admin-link-help = Pass this link on to { $name }. It sets a password, works once, and is good until { $moment }.
admin-link-active = The present password works until a new one is set.
admin-link-once = It is shown only now. Whoever has it can log in as this person; a new link makes this one void.
admin-link-copy = Copy
admin-link-copied = Copied.
admin-link-copy-failed = The browser refused. The link is selected: press Ctrl + C.

## What was done

admin-added = { $name } was added and can log in.
admin-invited = { $name } was added. A password is still to be set.
admin-saved = { $name }: saved.
admin-disabled = { $name } is disabled and logged out.
admin-enabled = { $name } is enabled again and can log in.
admin-enabled-invited = { $name } is enabled again and needs a new password link.

## Refusals

admin-error-unreachable = The server cannot be reached. Nothing you typed is lost: please try again.
admin-error-busy = The server is busy. Please try again in a moment.
admin-error-not-found = This person is no longer in the list.
admin-error-forbidden = Your account may no longer do this.
admin-error-logged-out = You are logged out. Nothing was changed.
admin-error-own-account = You cannot disable your own account or take away your own role.
admin-error-last-admin = This is the last administrator. Make somebody else an administrator first.
admin-error-account-disabled = This account is disabled. Enable it first.
admin-error-other = The server did not accept this. Please try again.

## Setting a password (/password)

password-title = Set your password
password-noscript = This page needs JavaScript.
password-new = New password
password-show = Show
# $least and $most are numbers
password-help = { $least } to { $most } characters. A few words in a row are easy to remember and hard to guess.
password-length = The password needs { $least } to { $most } characters.
password-go = Set the password
password-done = Your password is set. Log in as { $email }.
password-login = To the log-in
password-over = This link was used already, has been replaced, or is older than an hour.
password-none = This page opens with the link from your invitation. Something is missing in the address.
password-ask = Ask your administrator for a new password link.
password-unreachable = The server cannot be reached. Your link is still good: please try again.
