"""The counter: where staff call, serve and send on patients, and keep their documents."""
