# The page of a request, and e-mails about it.

# $code (text) is the number of the request.
request-mail-subject = News about your request { $code }
# $code (text) is the number of the request, $link (text) the address of its page.
request-mail-body = There is news about your request { $code }.

    How it stands and what comes next: { $link }

    You have not read it in the chat, so we are telling you here. We never ask for passwords or bank details by e-mail.

request-step-needs-note = Please write what the owner is to know.
request-step-needs-reason = Please write the reason.
request-step-needs-cause = Please write the cause of the fault.
request-step-needs-correction = Please write what was done about it.
request-step-needs-quote = Please write the price.
request-step-needs-slot = Please choose a time.
request-step-unknown = There is no such status.
request-step-not-following = The request cannot go from its present status to this one.
request-step-no-slot = This time is not available at the centre. Please choose another.
# An owner wants another time for an appointment that has begun.
request-step-begun = The time of this appointment has come, so it can no longer be changed here. Please write to us in the chat.
# $limit (number): the most characters.
request-step-too-long = Please shorten this to at most { $limit } characters.

request-make-unknown = This is not known here. Please choose another.
request-page-title = Your request
request-page-gone = There is no request with this number, or its page is no longer available. Please check the number.
request-page-in-chat = You can see the details in the chat in which you made this request.
request-page-vin-end = The last six characters of your VIN, to see the details
request-page-show-more = Show details
request-page-wrong-end = These are not the last six characters of the VIN of this request. Please check them.
request-page-calendar = Add to calendar
request-page-calendar-out = Take it out of your calendar
request-page-log = What has happened
request-page-note = Your words
request-page-chat = Write to us in the chat
request-page-take-time = Send this time
request-page-no-times = There are no other free times in the coming two weeks. Please write to us in the chat.
request-page-to-confirmed = Accept this time
request-page-to-in-review = Send
request-page-to-ordered = Order
request-page-to-closed = All is well: close it
request-page-to-escalated = I am not satisfied
request-page-to-cancelled = Cancel this request
request-page-photos = Photos and files
# $count (number) - files
request-page-photos-added = { $count ->
    [one] 1 file was added. Thank you!
   *[other] { $count } files were added. Thank you!
}
request-page-photos-add = Photos, a short video or a PDF
request-page-photos-hint = On a slow line a photo takes a while: please wait until this page comes back.
request-page-photos-send = Add them
# $name (text) is the name of a file
request-page-photos-open = Open { $name }
request-page-photos-none = Please choose a photo or a file first.
request-page-photos-known = This file is there already.
request-page-photos-closed = This request is closed. Please write to us in the chat.
# $count (number) - files that the owner added; in the log of the request.
request-files-added = Files added: { $count }
