### Texts that the server writes itself: errors, notes, opening hours, and the command line.
### The pages have files of their own: chat.ftl, desk.ftl, home.ftl.
###
### For translators: short, calm, polite sentences that say what to do now. Never blame the reader. Never join a case
### ending to a { placeable }: say it in another way. Numbers arrive with the digits of the language.

## Errors, one for each code of the protocol. Shown to car owners as well as to staff.

error-bad-request = This could not be read. Please reload the page and try again.
error-unknown-type = This page is no longer up to date. Please reload it and try again.
# $limit (number): the most characters that a text may have.
error-too-large = This is longer than we can take: at most { $limit } characters. Please shorten it or send it in parts.
error-not-found = This could not be found. Please reload the page and look again.
error-forbidden = This is not available to you here. If you need it, please ask our team.
# $seconds (number): how long to wait.
error-rate-limited = { $seconds ->
    [0] Please wait a moment, then send it again.
    [one] Please wait { $seconds } second, then send it again.
   *[other] Please wait { $seconds } seconds, then send it again.
}
# $seconds (number): how long to wait.
error-busy = { $seconds ->
    [0] We are very busy at the moment. Please try again shortly.
    [one] We are very busy at the moment. Please try again in { $seconds } second.
   *[other] We are very busy at the moment. Please try again in { $seconds } seconds.
}
error-read-only = Nothing new can be saved at the moment, but you can still read everything. Please try again in a few minutes.
error-id-conflict = This differs from what was sent before. Please send it as a new message.
# The next three are for technicians.
error-already-claimed = A colleague has already taken this conversation. Please take another one that is waiting.
error-stale-claim = This conversation is no longer assigned to you. Open it again to see how it stands.
error-closed = This conversation is finished. To write on, please reopen it first.
error-unauthenticated = Please log in to continue.
error-csrf = For your security this page has expired. Please reload it and try again.
# For editors of the FAQ.
error-stale-revision = Someone else has saved a newer version in the meantime. Please open the latest one and make your change there.
error-invalid = Some details are missing or need correcting. Please check them and send again.
# A request that is larger than the server takes; nobody sees it in the pages.
error-body-too-large = This is more than we can take at once. Please send less.
error-method-not-allowed = This address does not work that way. Please reload the page and try again.
error-precondition-required = Please open the latest version first, and make your change there.
error-internal = Something went wrong on our side. Please try again; if it happens again, tell our team the number of this request.

## Managing the staff (for admins)

error-last-admin = This is the last admin who can log in. Please make somebody else an admin first.
error-last-entry = This is the last published answer. Please publish another one before you withdraw it.
error-in-use = Something else still refers to this record: a car, an order, a request. Please change that first.
error-gate = Publishing this would change what owners get elsewhere. Please look at the changes, and give a reason if you want to publish it all the same.
error-own-account = You cannot disable yourself or change your own role. Please ask another admin.
error-account-disabled = This member is disabled. Please enable them first.
error-link-expired = This link has expired or has been used. Please ask an admin for a new one.
# What is wrong with a field, beside the field. $limit (number): characters.
invalid-email-missing = Please enter an e-mail address.
invalid-email-too-long = An e-mail address has at most { $limit } characters.
invalid-email-format = This is not a complete e-mail address.
invalid-email-taken = A member with this e-mail address is on the staff already.
invalid-email-disabled = The member with this e-mail address is disabled. Enable them instead of adding them again.
invalid-name-missing = Please enter a name.
invalid-name-too-long = A name has at most { $limit } characters.
invalid-name-format = This name has characters that cannot be shown.
invalid-languages-format = Please choose each language once.
invalid-password-too-short = A password has at least { $limit } characters.
invalid-password-too-long = A password has at most { $limit } characters.

## Logging in (staff)

login-failed = The e-mail address or the password does not match. Please check both and try again.

## The chat

# The first words of an empty chat. $company: the name of the company.
greeting = Welcome to the after-sales service of { $company }. What would you like to know about your car? Just write to us.
# Beside an answer whose text exists only in another language. $language: one of the names below.
answer-in-other-language = This answer is not available in English yet. It is given here in another language: { $language }.
answer-may-be-wrong = This answer is being revised and may no longer be right. If in doubt, please ask for a person.
# The languages, one for each folder of locales/.
language-bn = Bengali
language-kk = Kazakh
language-en = English
language-ru = Russian

## The queue

# Asked when somebody who waits for a technician writes that none is needed any more; two buttons answer it.
leave-question = Shall I take you out of the queue for a technician?
leave-yes = Yes, take me out
leave-no = No, I will wait
# To a “yes”, and to a “no”.
leave-left = You are out of the queue. Write here whenever you need us.
leave-stays = All right, you keep your place in the queue.

## Danger: the question, and the words around a safety card

# Asked above everything else; two large buttons answer it.
danger-question = Is anyone in danger right now?
danger-question-yes = Yes, someone is in danger
danger-question-no = No, nobody is in danger
# What the phone numbers beside the question are.
danger-label-emergency = Emergency services
danger-label-roadside = Roadside assistance
# To a “no”. $number: the emergency number.
danger-said-no = Good to know. Should that change, write to us here or call { $number } at once.
# Each acknowledges a message while its writer waits with a danger; they are taken in turn. $number: the emergency number.
danger-acknowledge-1 = A technician will read this here. Please keep yourself and others safe first.
danger-acknowledge-2 = Your message is in this chat for the technician. If it gets worse, call { $number } at once.
danger-acknowledge-3 = Noted for the technician. If you are not safe where you are, leave first and write afterwards.
# In the place of a safety card that stands in the chat already. $number: the emergency number.
danger-again = Please do first what the safety warning above says. If it gets worse, call { $number } at once.
# The last line of a safety card, when a technician is at the desk.
danger-alerted = Our technicians have been alerted and will write to you here.
# The last line of a safety card, when nobody is. $phone: the roadside assistance's number.
danger-nobody-here = No technician is at the desk right now. Call us: { $phone }

## The e-mail of an alarm that no technician takes

alert-subject = DANGER: nobody has taken this chat
# $title: the title of the safety card; $language: the owner's; $since: a time in UTC; $conversation: an id; $link: the desk.
alert-body = An owner has described a danger, and no technician has taken the chat.

    Safety card: { $title }
    The owner writes in: { $language }
    Waiting since: { $since }
    Chat: { $conversation }

    Take it here: { $link }
alert-test-subject = Aftercare: a test of the alarm
# $link: the desk.
alert-test-body = This is only a test: nobody is in danger. Alarms that nobody takes at the desk will come to this address.

    The desk: { $link }

## Opening hours and times

# $days: such as “Monday–Saturday”; $open, $close: times such as 9:00.
hours-line = { $days }, { $open }–{ $close }
# $days: such as “Monday–Saturday”.
hours-line-day-and-night = { $days }, day and night
# $first, $last: names of days.
hours-day-range = { $first }–{ $last }
# Stands at the beginning of “Every day, 9:00–18:00”.
hours-every-day = Every day
# One team's or several teams' hours with their clock. $hours: such as “Monday–Saturday, 9:00–18:00”; $city: the city or cities of the clock.
hours-in-zone = { $hours } ({ $city } time)
# The city that a time zone is named after. $zone: the zone's name with “-” for “/”; $city: the city in English, for zones without a row.
hours-city = { $zone ->
    [Asia-Dhaka] Dhaka
    [Asia-Almaty] Almaty
   *[other] { $city }
}
# The next days on which nobody works. $list: such as “Victory Day (December 16, 2026); Christmas Day (December 25, 2026)”.
holidays-next = Our next days off: { $list }.
# $name: the name of a holiday; $date: its day or days.
holidays-item = { $name } ({ $date })
# $first, $last: dates.
holidays-range = { $first } – { $last }
# A day that may move by one with the sight of the moon. $date: a date or two.
holidays-moon = { $date }, subject to moon sighting
# A day that the government has not named yet. $date: a date or two.
holidays-expected = { $date }, expected
# Both. $date: a date or two.
holidays-moon-expected = { $date }, expected, subject to moon sighting
# Answers “Are you open on ...?”. $name: the name of a holiday; $date: its day or days.
holidays-closed = { $name }: { $date }. Our technicians are off then.
# $name: the name of a holiday; $date: its day or days.
holidays-open = { $name }: { $date }. Our technicians work as usual.

# How long something will take. $count (number): minutes; 0 is less than one.
duration-minutes = { $count ->
    [0] less than a minute
    [one] about { $count } minute
   *[other] about { $count } minutes
}
# $count (number)
duration-hours = { $count ->
    [one] about { $count } hour
   *[other] about { $count } hours
}
# $count (number)
duration-days = { $count ->
    [one] about { $count } day
   *[other] about { $count } days
}

## What the bot says in its own words

# Said when an answer did not help or the owner is angry, before a technician is called.
apology = We are sorry that this did not help. A technician will take over.

## The command `aftercare ask "text"`: lines around what is printed in a terminal

# $title: the title of the FAQ entry.
cli-answer = Answer: { $title }
cli-suggestions = Not sure. Is it one of these?
# $title: the title of the safety card.
cli-safety = DANGER: { $title }
cli-handoff = No certain answer was found. In the chat a technician takes over here.
cli-person-asked = The owner asks for a person. In the chat a technician takes over here.
# $entry: the id of an entry; $percent (number): the probability that it is right.
cli-entry = Entry: { $entry } (probability: { $percent }%)
# $language: the name of the language that was recognised.
cli-language = Language: { $language }
# The last line of `aftercare faq check`. $entries, $errors, $warnings: numbers.
cli-checked = { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
}, { $errors ->
    [one] { $errors } error
   *[other] { $errors } errors
}, { $warnings ->
    [one] { $warnings } warning
   *[other] { $warnings } warnings
}

# What is wrong with an entry of the FAQ; it stands beside the field.
faq-fault-missing = Please fill this in.
faq-fault-too-long = This is too long: at most { $limit } characters.
faq-fault-too-many = These are too many: at most { $limit }.
faq-fault-format = Something here cannot be stored. Names have only a–z, 0–9 and -.
faq-fault-taken = This name is taken. Please choose another one.
faq-fault-placeholder = Nothing stands for { $name } in curly brackets. Please choose one of the names offered.
faq-fault-unknown = There is nothing published under the name { $name }.
faq-fault-needed = The safety card { $name } refers to this entry. Please change the card first.
faq-fault-also-of = “{ $text }” is also a question of the entry { $name }: owners who ask it may get either answer.
faq-fault-past = This time has passed. Please choose a later one.
faq-fault-file-empty = This file is empty. Please choose another one.
faq-fault-file-type = This is neither a PDF nor a PNG, JPEG or WebP picture, whatever its name says. Please save it as one of these.
faq-fault-file-cut-off = This file is cut off or damaged. Please open it on your device, save it anew, and try again.
faq-fault-file-pixels = This picture is too large: at most { $limit } pixels each way and { $million } million in all. Please make it smaller.
faq-fault-file-size = This file is too large: at most { $limit } MB. Please make it smaller.
faq-fault-files-full = There is no room for more files: all together may have { $limit } MB. Nothing was stored, and what is there stays.
faq-fault-no-file = The file { $name } is not on the server. Please upload it, or take it out of the answer.

## What a technician wrote about a request

desk-invalid-move = The request cannot go from its present state to this one.
desk-invalid-part = No part for this car has this name.
desk-invalid-parts = Several parts are called so. Please type the number of the one you mean: { $parts }
desk-invalid-same-part = The new serial number is that of the old part.
desk-invalid-serial = This serial number belongs to another exchange or another car.
desk-invalid-slot = The centre does not do this, or not at that time.
