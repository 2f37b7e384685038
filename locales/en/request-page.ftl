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
# $limit (number): the most characters.
request-step-too-long = Please shorten this to at most { $limit } characters.
