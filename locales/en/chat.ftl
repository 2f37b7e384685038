### The chat of the car owner (/chat, and the frame of /widget.js). The desk loads this file too, for calendar and language names.
### Tone: calm and polite, short sentences, no blame. Somebody may be standing at the roadside.

## Languages, each in its own language: do not translate

language-name-bn = বাংলা
language-name-kk = Қазақша
language-name-en = English
language-name-ru = Русский

## Calendar. Browsers lack names for some languages, so the pages use these

calendar-today = Today
calendar-yesterday = Yesterday
calendar-tomorrow = Tomorrow
# Twelve names, January first, separated by a comma and a space, in the form that stands in a date
calendar-months = January, February, March, April, May, June, July, August, September, October, November, December
# Seven names, Sunday first, separated by a comma and a space
calendar-weekdays = Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday
# A day of this year
calendar-day = { $weekday }, { $day } { $month }
# A day of another year
calendar-day-year = { $weekday }, { $day } { $month } { $year }
# $day is "Today" or a date, $time such as 2:05 PM
calendar-moment = { $day }, { $time }

## The button on the exporter's site. Read out by screen readers

loader-open = Open the support chat
loader-close = Close the support chat
# Name of the chat's window
loader-title = Support chat
# Followed by a number
loader-new = New messages:
# When the chat does not load on a site; a link follows
loader-failed = The chat could not be opened here.
loader-window = Open it in a window of its own

## Frame of the page

chat-title = Support chat
chat-subtitle = After-sales support
chat-close = Close the chat
# A button that opens a menu
chat-more = More
chat-menu-sound-on = Sound for new messages
chat-menu-sound-off = No sound for new messages
chat-menu-save-text = Save the conversation as text
chat-menu-save-page = Save the conversation as a page
chat-language = Language
chat-language-failed = This language could not be loaded just now. Please try again.
chat-log = Conversation
chat-older = Show earlier messages
chat-newest = To the newest message
# Followed by telephone number and e-mail address
chat-noscript = This chat needs JavaScript. Please call us or write to us:
# After that, a link
chat-plain-link = Write to us on a page without it
# Title of the browser tab while messages are unread
chat-unread-title = ({ $count }) New message

## Writing

chat-input = Your message
chat-placeholder = Describe your question
chat-send = Send
chat-attach = Add a photo, a file or a voice message
# Shown near the limit
chat-left = { $count ->
    [1] 1 character left
   *[other] { $count } characters left
}
chat-over = { $count ->
    [1] 1 character too many
   *[other] { $count } characters too many
}
# Where the browser refuses storage, as in a private window
chat-not-kept = Your browser keeps nothing for this page: this chat is over when you close it.

## Connection

chat-connecting = Connecting… Whatever you write is kept.
chat-waiting-line = No connection. Whatever you write is kept and goes out as soon as the line is back.
chat-offline = You are offline. Whatever you write is kept and goes out as soon as you are back online.
chat-held = The chat is open in another window.
chat-stopped-protocol = Something went wrong in the chat. Please load the page again.
chat-stopped-version = There is a new version of this chat. Please load the page again.
chat-stopped-authentication = Your sign-in has expired. Please load the page again.
chat-stopped-revoked = This conversation was closed on this device. You can begin a new one.
chat-stopped-connections = The chat is open in too many windows. Please close some of them and try again.
chat-stopped-blocked = This chat is not available to you. Please call us or write an e-mail.
chat-stopped-erased = Your data has been deleted as requested. You can begin a new conversation.
chat-stopped-other = The chat has stopped. Please load the page again.
# In the place of a form or a request until what draws it is here
chat-part-loading = Loading…
chat-part-failed = This part could not be loaded. Please load the page again: nothing is lost.
chat-reload = Load again
chat-try-again = Try again
chat-start-anew = Begin a new chat

## State of a message

chat-sending = Sending…
chat-sent = Sent
chat-failed = Not sent
chat-retry = Send again
chat-discard = Remove

## Who speaks

chat-from-you = You
chat-from-bot = Automatic answer
chat-from-technician = Technician

## Beginning

chat-welcome = Hello! How can we help you with your car?
chat-examples = Often asked
chat-example-1 = What should I do when a red warning appears?
chat-example-2 = How long does it take to charge the car fully?
chat-example-3 = What does the vehicle warranty cover?
chat-example-4 = How do I book a service appointment?

## Answers

chat-helpful = Did this help?
chat-helpful-yes = Yes
chat-helpful-no = No
chat-helpful-thanks = Thank you for telling us.
chat-unhelpful-thanks = Thank you. Put your question in other words, or talk to a person.
chat-suggestions = Did you mean one of these?
chat-none-of-these = None of these: a person, please
chat-offer-person = Would you rather talk to a person?
# Before a danger card, read out by screen readers
chat-safety = Safety warning
# Beside the question whether anyone is in danger: phone numbers follow.
chat-danger-numbers = In an emergency, call first:
chat-danger-yes = Yes, someone is in danger
chat-danger-no = No, nobody is in danger

## A person

chat-person = Talk to a person
chat-person-waiting = Waiting for a technician
chat-queued-asked = You asked for a technician
chat-queued-unanswered = This question goes to a technician
chat-queued-safety = Marked as urgent: technicians see your chat first
chat-queued-unhelpful = A technician takes over
chat-wait-title = A technician will join you here
chat-wait-place = { $position ->
    [1] You are next.
   *[other] Your place in the queue: { $position }.
}
chat-wait-soon = Expected wait: about a minute.
chat-wait-minutes = Expected wait: about { $minutes } minutes.
chat-wait-hours = { $hours ->
    [1] Expected wait: about an hour.
   *[other] Expected wait: about { $hours } hours.
}
chat-wait-stay = You don’t have to stay here. The answer will be in this chat when you come back.
chat-closed-title = Our technicians are not at work just now
# By the hours somebody should be there, or nobody knows when
chat-nobody-title = No technician is at the desk right now
# $moment is a day and time in the owner's own time zone
chat-closed-next = They are back: { $moment } (your time).
chat-closed-kept = Your message is kept. They will answer here, in this chat.
chat-closed-number = You can also leave your phone number here: a technician will read it.
# Followed by a telephone number
chat-call = If it is urgent, please call:
chat-assigned = { $name } has joined you
chat-assigned-unnamed = A technician has joined you
chat-transferred = Your conversation is going to a colleague
chat-returned = The next free technician will join you
chat-typing = { $name } is writing
chat-typing-unnamed = The technician is writing
chat-language-changed = Language of the chat: { $language }
chat-erased = The content of this conversation has been deleted
chat-reopened = The conversation goes on

## End

chat-end = End chat
chat-end-question = End this chat?
chat-end-yes = End it
chat-end-no = Go on
chat-resolved = The conversation is closed
chat-rate-title = How did we do?
chat-rate-1 = Very poor
chat-rate-2 = Poor
chat-rate-3 = Fair
chat-rate-4 = Good
chat-rate-5 = Very good
chat-rate-comment = What should we know? (optional)
chat-rate-send = Send rating
chat-rate-thanks = Thank you for your rating.
chat-rate-more = Anything else? Just write to us again.

## Forms, and what comes of them

# Beside the label of a field that may stay empty
chat-form-optional = optional
chat-form-choose = Please choose
# Instead of the choices when a service centre has no free time
chat-form-no-slots = No free time here. Please choose another centre.
# Help below a field for a day. $example such as 24.11.2026
chat-form-date = Day, month and year, for example { $example }
chat-form-missing = Please fill this in.
chat-form-faults = Please look at the marked fields. What you have typed is kept.
# Below a form that was sent without a connection
chat-form-waits = It will be sent as soon as the connection is back.
chat-form-later = Not now
# The button of a form that was put away
chat-form-open = Fill in the form
# Heading of what the owner has handed in, when the form is no longer there
chat-form-sent = Your details
# Followed by a code such as AC-7K3M-92QX-C
chat-request-number = Number:
# Followed by a technician's words
chat-request-note = From us:
# Before the words that the owner wrote on the page of a request
chat-request-own-note = From you:
chat-request-page = See this request
chat-request-calendar = Add to calendar
