### Records: owners, cars and what belongs to them (/admin, `aftercare import`, the API).

## What is wrong with a field

records-fault-missing = Please fill this in.
# $most is a number of characters, of things in a list, or of rows
records-fault-too-long = At most { $most } here.
records-fault-range = This must be a number from { $least } to { $most }.
# $names are names as they must be written
records-fault-choice = This must be one of: { $names }.
records-fault-unknown = There is no such record.
records-fault-taken = Another record has this.
# $line is a number of a row
records-fault-twice = Row { $line } already has this.
records-fault-no-field = There is no such field.
records-fault-two-columns = Two columns have this header.
records-fault-fixed = This cannot be changed: make a new record.
records-fault-id = An id has letters from A to Z, digits, points, hyphens and underscores, 64 at most.
records-fault-text = This must be a text with a letter or a digit.
records-fault-vin = A VIN has 17 letters and digits, without I, O and Q.
records-fault-vins = This must be two VINs, the smaller first, with two points between them.
records-fault-number = This must be a number.
records-fault-day = This must be a day, such as 2026-03-31.
records-fault-instant = This must be a day and a time with its zone, such as 2026-03-31T15:00:00+06:00.
records-fault-phone = This must be a phone number with its country, such as +880 1700 000000.
records-fault-email = This e-mail address is not complete.
records-fault-flag = This must be yes or no.
records-fault-texts = Write this once for each language.
records-fault-list = This must be a list, with | between its parts.
records-fault-opening = Write opening hours as in “mon-sat 09:00-18:00”.
records-fault-service = Write a service, its minutes and its places as in “maintenance:120:2”.
records-fault-currency = A currency has three letters, such as KZT.
records-fault-zone = There is no such time zone. One is Asia/Almaty.
records-fault-quote = A quotation mark opens in this row and none closes it.
records-fault-utf8 = The file is not saved as UTF-8 from this row on.
records-fault-utf16 = The file is saved as UTF-16: save it as UTF-8.
records-fault-empty = The file is empty.
records-fault-cells = This row has more cells than there are headers.

## The page

records-title = Records
records-parts = Parts of this page
records-kind = Kind
records-kind-owners = Owners
records-kind-vehicles = Vehicles
records-kind-odometer = Odometer readings
records-kind-terms = Warranty terms
records-kind-orders = Orders
records-kind-centres = Service centres
records-kind-parts = Parts
records-kind-serials = Serial numbers
records-kind-campaigns = Recalls
records-kind-documents = Documents
records-kind-courses = Training dates
records-search = Search the records
records-search-placeholder = Name, number, phone or VIN
records-count = { $count ->
    [1] 1 record
   *[other] { $count } records
}
records-found = { $count } found
records-none = There is nothing of this kind yet.
records-none-found = Nothing fits this search.
records-more = Show more
# Beside a record that came with the program
records-sample = Sample
records-export = Export as CSV
records-import = Import a CSV file
records-checking = Looking at the file…
records-preview = { $added } new, { $changed } changed, { $unchanged } unchanged. Nothing is stored yet.
records-nothing = This file changes nothing: all of it is here already.
records-store = Store all
records-storing = Storing…
records-stored = Stored: { $added } new, { $changed } changed.
records-mistakes = { $count ->
    [1] 1 mistake. Nothing of the file is stored until it is put right.
   *[other] { $count } mistakes. Nothing of the file is stored until all are put right.
}
# $count is how many mistakes are not in the list
records-mistakes-more = And { $count } more.
records-row = Row
records-column = Column
records-mistake = What is wrong
records-id = Id
records-change = What happens
records-change-new = New
records-change-changed = Changed
records-change-same = Unchanged
