### The technicians' desk (/desk). It also loads chat.ftl: calendar and language names are there.

desk-title = Support desk
desk-noscript = The desk needs JavaScript.

## Log in

desk-login-title = Log in to the support desk
desk-email = E-mail
desk-password = Password
desk-login = Log in
desk-login-failed = E-mail or password is not right.
desk-login-wait = Too many attempts. Please wait a few minutes.
desk-login-unreachable = The server cannot be reached. Please try again.
desk-login-role = Your account has no access to the support desk.
desk-login-expired = You have been logged out. Your drafts are kept.
desk-logout = Log out
desk-admin = Administration
desk-studio = Studio

## Bar

desk-language = Language of the desk
desk-presence = Availability
desk-online = Available
desk-away = Away
desk-alarm-on = All sounds are on
desk-alarm-off = Sound for danger only
desk-alarm-help = Sound and a browser notification: always for danger, and for everybody who waits once you click here
# The browser lets a page sound only after a click on it.
desk-alarm-silent = Turn on the sound for danger
desk-shortcuts = Keyboard shortcuts
desk-connecting = Connecting…
desk-line-waiting = No connection. What you write is kept and sent when the line is back.
desk-line-stopped = The desk has stopped. Please load the page again.
desk-line-connections = The desk is open in too many windows. Please close some of them.
desk-reload = Load again
desk-danger-alarm = { $count ->
    [1] Danger: one owner waits for a technician
   *[other] Danger: { $count } owners wait for a technician
}
# Title of the browser tab
desk-title-danger = DANGER
desk-notice-waiting = Somebody is waiting
desk-notice-danger = Danger: an owner needs help now
desk-notice-unanswered = An owner was asked about danger and has not answered

## List

desk-lists = Conversations
desk-queue = Waiting
desk-mine = Mine
desk-all = All
desk-claim-next = Take the next one
desk-queue-empty = Nobody is waiting. Well done.
desk-mine-empty = You have no conversations. Take one from the queue.
desk-all-empty = Nothing has happened since you opened the desk.
desk-wait-now = just now
desk-wait-minutes = { $minutes } min
desk-wait-hours = { $hours } h { $minutes } min
# Title of a small mark such as “KZ”. $market: the name of the market in the configuration
desk-market = Market: { $market }
desk-wait-days = { $days ->
    [1] 1 day
   *[other] { $days } days
}
desk-danger = Danger
# An owner was asked whether anyone is in danger, and did not answer in time.
desk-unanswered = Danger? No answer
# Read out after the row's text
desk-unread = { $count ->
    [1] 1 new message
   *[other] { $count } new messages
}
desk-no-words = Nothing written yet

## Conversation

desk-back = Back to the list
desk-nothing-open = Choose a conversation
desk-nothing-open-help = Opening one does not claim it: you can read first.
desk-conversation = Conversation
desk-loading = Loading…
desk-older = Show earlier messages
desk-status-bot = Automatic answers
desk-status-queued = Waiting
desk-status-assigned = Being answered
desk-status-mine = Yours
desk-status-resolved = Finished
desk-claim = Take over
desk-release = Back to the queue
desk-transfer = Hand over
desk-resolve = Finish
desk-reopen = Open again
desk-details = Details
desk-from-owner = Owner
desk-from-bot = Automatic answer
desk-from-note = Internal note
desk-from-note-by = Internal note, { $name }
desk-from-entry = Published answer
# $revision: the number of a revision in the studio
desk-source = Version { $revision } of this answer
desk-sending = Sending…
desk-sent = Sent
desk-typing = The owner is writing
desk-event-queued-asked = The owner asked for a person
desk-event-queued-unanswered = No certain answer: a person is needed
desk-event-queued-safety = Danger reported: a person is needed
desk-event-queued-unhelpful = The answers did not help: a person is needed
desk-event-assigned = Taken by { $name }
desk-event-transferred = Handed over
desk-event-transferred-language = Handed over, language: { $language }
desk-event-returned = Back in the queue
desk-event-resolved = Finished
desk-event-resolved-outcome = Finished: { $outcome }
desk-event-reopened = Opened again
desk-event-language = The owner chose the language: { $language }
desk-event-helpful = The owner found the answer helpful
desk-event-unhelpful = The owner found the answer not helpful
desk-event-rated = Rating: { $stars } of 5
desk-event-erased = The content has been deleted
desk-event-consented = The owner has agreed to the privacy notice ({ $version })
desk-event-suggestions = Offered these topics:
desk-event-safety = Safety card shown to the owner
desk-event-danger-question = Asked the owner whether anyone is in danger right now
desk-event-danger-unanswered = No answer in time to whether anyone is in danger

## Writing

desk-reply = Reply
desk-note = Note
desk-reply-input = Reply to the owner
# $language is a language name
desk-reply-placeholder = Reply to the owner ({ $language })
desk-note-placeholder = Only colleagues see a note
desk-send = Send
desk-save-note = Save note
desk-claim-first = Take the conversation over to reply. Notes are always possible.
desk-closed-help = The conversation is finished. Open it again to reply.
desk-taken-help = { $name } is answering. You can leave a note.
desk-taken-help-unnamed = A colleague is answering. You can leave a note.
desk-over = { $count ->
    [1] 1 character too many
   *[other] { $count } characters too many
}
desk-insert = Published answer
desk-find = Find a published answer
desk-find-help = Search in the owner's words. The owner gets the answer in the language of the conversation.
desk-find-input = Question or keywords
desk-find-go = Search
desk-find-none = Nothing found. Try other words.
desk-find-failed = The search did not work. Please try again.
desk-find-send = Send to the owner

## Refusals

desk-error-stale-claim = This conversation is no longer yours. Your text is kept in the box.
desk-error-already-claimed = A colleague was faster: this conversation is taken.
desk-error-closed = This conversation is finished. Your text is kept in the box.
desk-error-not-found = This conversation does not exist any more.
desk-error-queue-empty = Nobody is waiting.
desk-error-too-large = The text is too long. It is kept in the box.
desk-error-forbidden = This is not allowed here. Your text is kept in the box.
desk-error-other = The server did not accept this. Your text is kept in the box.
desk-dismiss = Got it

## Details

desk-context = About this conversation
desk-context-status = State
desk-context-language = Language
# $reason is one of the phrases below
desk-because = because { $reason }
desk-reason-script = the message is in its letters
desk-reason-kazakh-letters = the message has letters that only Kazakh uses
desk-reason-words = the message has words of this language
# $words are words from the owner's message
desk-reason-words-found = the message has these words: { $words }
desk-reason-statistics = the sequence of letters is typical of it
desk-reason-kept = the message is too short to leave the language of the conversation
desk-reason-page = the message is too short; this is the language of the page
desk-reason-none = nothing else is known
desk-reason-chosen = the owner chose it
desk-context-since = Waiting since
desk-context-started = Began
desk-context-by = Answered by
desk-context-nobody = Nobody
desk-context-priority = Urgency
desk-priority-normal = Normal
desk-priority-danger = Danger
desk-context-answers = Answers shown
desk-context-none = None
desk-context-rating = Rating
desk-context-id = Number
desk-helpful = helpful
desk-unhelpful = not helpful

## Finishing and handing over

desk-resolve-title = Finish the conversation
desk-outcome = How did it end?
desk-outcome-solved = Solved
desk-outcome-unsolved = Not solved
desk-outcome-duplicate = Duplicate
desk-outcome-spam = Spam
desk-tags = Tags, separated by commas (optional)
desk-tags-placeholder = charging, winter
desk-cancel = Cancel
desk-transfer-title = Hand over to colleagues of another language
desk-transfer-language = Language
desk-transfer-note = Note for the colleague (optional)

## Cars and requests

# The two places of the desk: conversations, and all requests
desk-places = Parts of the desk
desk-chats = Chats
desk-board = Requests
desk-request = Request
desk-owner = Owner
desk-car = Car
desk-cars = Cars
desk-cars-none = No car is known here yet.
desk-car-since = Handed over: { $day }
desk-car-since-unknown = The hand-over date is not known
# $km is a number, $day a day
desk-car-km = { $km } km ({ $day })
desk-car-km-lower = { $km } km ({ $day }): lower than a reading before it. Please check.
desk-car-km-unknown = The mileage is not known
desk-cover-none = No warranty terms are known for this car.
desk-covered = covered
desk-covered-by-date = covered by date; ask for the mileage
desk-not-covered = not covered
desk-cover-not-started = not started yet
desk-cover-unknown = not known
desk-writer = Who writes
# $site (string): the site's host.
desk-signed-yes = verified: logged in on { $site }
desk-signed-no = not verified: not logged in
desk-owner-sure = verified
desk-owner-unsure = not verified
desk-owner-name = This is the owner: I have made sure
desk-owner-failed = The owner of this conversation could not be saved. Please try again.
desk-cover-until = last day: { $day }
desk-cover-months = { $count ->
    [1] 1 month left
   *[other] { $count } months left
}
desk-cover-days = { $count ->
    [0] ends today
    [1] 1 day left
   *[other] { $count } days left
}
desk-cover-km = { $km } km left
desk-cover-limit = up to { $km } km
desk-cover-serial = part { $serial }
desk-cover-ended-date = ended: { $day }
desk-cover-ended-km = more than { $km } km driven
desk-cover-ended-both = ended: { $day }, and more than { $km } km driven
desk-requests-open = Open requests
desk-requests-none = None
desk-requests-past = { $count ->
    [1] 1 past request
   *[other] { $count } past requests
}
desk-beside-failed = Cars and requests could not be loaded.
desk-try-again = Try again
desk-make = New request
desk-offer = Offer a form
# $when is a day and a time within a sentence
desk-due = due { $when }
# Beside it, where that clock shows another time.
desk-due-there = { $when } on the owner’s clock
desk-overdue = Overdue
desk-due-soon = Due soon
desk-paused = Waiting for the owner
# $what: complaint, cause or correction
desk-missing = Missing: { $what }
desk-three = Complaint, cause, correction
desk-three-help = A warranty desk refuses a claim that lacks one of these.
desk-three-missing = Not written yet
desk-three-edit = Write them down
desk-complaint = Complaint
desk-complaint-help = What the owner noticed, in their own words.
desk-cause = Cause
desk-cause-help = What was found to be wrong: the part and why.
desk-correction = Correction
desk-correction-help = What was done about it.
desk-save = Save
desk-optional = optional
desk-choose = Please choose
desk-no-slots = Nothing is free here
desk-moves = What you can do
desk-move-title = New state: { $state }
desk-move-note = Note
desk-move-reason = Reason
desk-move-reason-help = The owner reads it.
desk-move-quote = Quotation
desk-move-quote-help = The price with its currency, and how long it is valid.
desk-move-slot = Day and time
desk-move-slot-help = Free times of the centre, in its own time.
desk-move-visible = Tell the owner about this change and the note
desk-request-back = Back
desk-request-missing = This request does not exist.
desk-request-failed = The request could not be loaded.
desk-request-stale = A colleague has just changed this request. What they did is shown now; what you typed is kept here.
desk-request-unreachable = The server cannot be reached. What you typed is kept here.
desk-request-refused = The server did not accept this. What you typed is kept here.
desk-request-conversation = Open the conversation
desk-request-written = What the owner wrote
desk-slot = Appointment
# Where the clocks of the centre and of the technician differ.
desk-slot-both = { $there } at the centre ({ $here } on your clock)
desk-request-files = Photos and files from the conversation
desk-request-photos = Photos and files of this request
desk-request-log = History
desk-log-internal = internal
desk-parts = Exchanged parts
desk-parts-none = No part has been exchanged.
desk-part-add = Add an exchanged part
desk-part-title = An exchanged part
desk-part-help = The new part gets a warranty of its own.
desk-part-name = Part
desk-part-name-help = Its name or its number.
desk-part-old = Serial number of the old part
desk-part-new = Serial number of the new part
desk-part-until = Covered until { $day }
desk-make-title = A request for the owner
desk-make-help = The owner gets its number in the conversation.
desk-make-go = Make the request
desk-offer-title = Offer a form
desk-offer-help = The owner fills in the form in the chat. Anything you enter here is already in it.
desk-offer-go = Send the form
desk-form-kind = Form
desk-forms-failed = The forms could not be loaded. Please try again.
desk-event-form = Form
desk-event-submitted = filled in the form

## All requests

desk-board-search-label = Search
desk-board-search = Number, VIN, name, phone
desk-board-kind = Kind
desk-board-all-kinds = All kinds
desk-board-state = State
desk-board-open = Open
desk-board-closed = Closed
desk-board-all-states = All states
desk-board-due = Due
desk-due-any = Any time
desk-board-centre = Service centre
desk-board-all-centres = All centres
desk-board-empty = No requests match.
desk-board-failed = The requests could not be loaded.
desk-board-more = Show more

## Shortcuts

desk-key-send = Send reply or note
desk-key-move = Previous or next conversation
desk-key-next = Take the next one
desk-key-claim = Take over the open conversation
desk-key-note = Switch between reply and note
desk-key-find = Find a published answer
desk-key-request = New request for the owner
desk-key-form = Offer the owner a form
desk-key-board = All requests, or back to the chats
desk-key-help = This list
desk-close = Close
