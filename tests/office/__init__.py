import django

django.setup()  # models can be imported only then
