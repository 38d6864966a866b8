"""For any WSGI server: `gunicorn wsgi:app`."""

from simulator.app import create_app

app = create_app()
