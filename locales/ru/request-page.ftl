request-mail-subject = Новости по Вашей заявке { $code }
request-mail-body = По Вашей заявке есть новости. Номер: { $code }

    Что с ней сейчас и что дальше: { $link }

    В чате Вы это ещё не прочитали, поэтому пишем сюда. Мы никогда не просим по почте пароли или банковские данные.

request-step-needs-note = Напишите, что сообщить владельцу.
request-step-needs-reason = Напишите причину.
request-step-needs-cause = Напишите причину неисправности.
request-step-needs-correction = Напишите, что было сделано.
request-step-needs-quote = Напишите цену.
request-step-needs-slot = Выберите время.
request-step-unknown = Такого статуса нет.
request-step-not-following = Из нынешнего статуса заявку нельзя перевести в этот.
request-step-no-slot = Это время в центре недоступно. Выберите другое.
request-step-too-long = Сократите текст: не больше { $limit } знаков.
