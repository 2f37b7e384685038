### What the chat says about forms, and what it finds when an owner looks something up: requests, centres, recalls, orders, parts, coverage.

## Forms

# The button of a form that makes a request
form-submit = Send
# The button of a form that is answered at once
form-look-up = Look it up
form-invalid = Please look at the marked fields. Nothing was sent yet, and what you have typed is kept.
form-closed = This form was handed in already. To send another one, please open it anew.
request-moved-on = This request has moved on meanwhile. Please look at its newest state above.
# The button below a request and the title of its form. In it: where the appointment is, and when it is now.
request-another-time = Choose another time
request-another-time-intro = { $place }. Now: { $when }. This time stays yours until you send another.
form-km = { $km } km
form-consent-given = You agree.
# $count (number) - files that were handed in
form-files = { $count ->
    [one] 1 file
   *[other] { $count } files
}

## Requests

# Heading of a card with one or more requests
look-up-status = Your request
look-up-status-none = There is no request with this number. Please compare it with the number that we gave you.
look-up-status-private = By a car's VIN we show only the requests that were made in this chat, and there is none for this car. Please give the number of the request.
look-up-number = Number
look-up-state = Status
look-up-since = Since
look-up-next = What comes next

## Service centres

look-up-centres = Service centres: { $town }
# There is none in the town itself
look-up-centres-near = The nearest service centres: { $town }
look-up-centres-none = We have no service centre there or nearby. Please ask for a person: we will find a way together.
look-up-address = Address
look-up-hours = Hours
look-up-now = Now
look-up-open = Open
# $moment is a date and a time of day
look-up-closed = Closed; opens { $moment }
look-up-distance = As the crow flies

## Recalls

look-up-recalls = Recalls: { $vin }
look-up-recalls-none = No recall is open for this car.
look-up-recalls-unknown = We do not have this car in our records, and none of our recalls names it. Please compare the VIN with the car's papers.
look-up-recalls-open = This car is part of a recall. The repair is free of charge.
# Heading of a mark that all is well
look-up-recall-clear = No open recall
# Label of a recall's own number
look-up-recall-number = Recall
look-up-recall-what = What is done
look-up-recall-free = Still to be repaired, free of charge
look-up-recall-done = Repaired
look-up-recall-warning = Important
look-up-recall-stop = Please do not drive the car until it has been repaired.
look-up-vin-check = The check digit of this VIN does not fit. Many makers do not use it, but please compare the VIN once more.

## Orders

look-up-order = Order { $number }
look-up-order-title = Your order
look-up-order-none = We have no order with this number. Please compare it with your contract.
look-up-stage-placed = Ordered
look-up-stage-built = Built
look-up-stage-dispatched = Sent off
look-up-stage-in-transit = On its way
look-up-stage-at-customs = At customs
look-up-stage-at-centre = At the service centre
look-up-stage-handed-over = Handed over
look-up-stage-cancelled = Cancelled
look-up-place = Where it is
look-up-expected = Expected
look-up-carrier = Carrier
look-up-carrier-number = The carrier's number
look-up-updated = Last news

## Parts

look-up-parts = Parts
look-up-parts-none = We have found no part with this name. Send us an enquiry: a specialist will look for it.
look-up-parts-ask = Ask for a part
look-up-parts-quote = The price is confirmed with the quotation.
look-up-part-number = Part number
look-up-fits = Fits
look-up-all-models = all models
look-up-price = Price
look-up-delivery = Usual delivery
# $number is the serial number on a part's label
look-up-label = Label { $number }
look-up-label-known = This number is on our list of genuine parts, and nobody asked about it before today.
look-up-label-before = This number is on our list, but it has been checked or fitted before: { $day }. If that was not you, please ask us before you fit the part.
look-up-label-unknown = Not on our list
look-up-label-unknown-help = Please compare the number with the label once more. If it is right, ask us before you buy or fit the part.

## Warranty

look-up-coverage = Warranty: { $model }
look-up-coverage-title = Your car
look-up-coverage-unknown = We do not have this car in our records, so we cannot say what is covered. Please compare the VIN with the car's papers, or ask for a person.
look-up-coverage-none = No warranty terms are recorded for this car. Please ask for a person.
look-up-coverage-km = Mileage counts as well: tell us the mileage, and we can say for sure.
look-up-until = Until
# Label of a mileage
look-up-km-limit = Or up to
look-up-left = Time left
look-up-km-left = Kilometres left
look-up-months = { $months ->
    [1] 1 month
   *[other] { $months } months
}
look-up-days = { $days ->
    [1] 1 day
   *[other] { $days } days
}
look-up-capacity = Battery capacity
look-up-capacity-below = Repaired when it falls below { $percent }%
look-up-serial = Serial number

## Paying in months

look-up-plan = Paying in months
look-up-plan-example = An example
look-up-plan-bank = The partner bank decides and names the exact terms; interest is not part of this example.
look-up-plan-sum = Sum
look-up-plan-months = Months
look-up-plan-monthly = Per month
look-up-plan-local = About, per month (in all)
look-up-plan-too-little = Paying in months is possible from { $usd } US dollars.
look-up-plan-no-months = Please choose from { $from } to { $to } months.
