# The page of a request, and e-mails about it.

# $code (text) is the number of the request.
request-mail-subject = News about your request { $code }
# $code (text) is the number of the request, $link (text) the address of its page.
request-mail-body = There is news about your request { $code }.

    How it stands and what comes next: { $link }

    You have not read it in the chat, so we are telling you here. We never ask for passwords or bank details by e-mail.
