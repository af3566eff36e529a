#!/bin/sh
# Hob with nothing but curl. The socket is yours alone; who calls is told by the kernel.
socket=${HOB_SOCKET:-$XDG_RUNTIME_DIR/hob/hob.sock}
hob() { curl -sS --unix-socket "$socket" "$@"; echo; }

hob http://hob/v1/status
hob http://hob/v1/summarize -d '{"input": {"text": "The review moved to 15:30. Anna brings the slides. Lunch is at noon."}}'
hob http://hob/v1/proofread -d '{"input": {"text": "I have recieved the the plan."}}'
hob http://hob/v1/rewrite -d '{"input": {"text": "thx, we cant come"}, "options": {"style": "professional"}}'
hob http://hob/v1/prioritize -d '{"input": {"notifications": [{"id": "1", "app": "ci", "summary": "Build failed"}]}}'
# Streamed: server-sent events accepted, delta, replace, done.
hob -N -H 'Accept: text/event-stream' http://hob/v1/summarize -d '{"input": {"text": "A longer text. It has two sentences."}}'
# What an input costs, before asking.
hob http://hob/v1/count -d '{"feature": "summarize", "input": {"text": "A longer text."}}'
# Words to a call: of actions that you bring along and carry out yourself …
hob http://hob/v1/act -d '{"input": {"utterance": "start a timer of five minutes", "actions": [{"name": "start_timer",
  "parameters": {"type": "object", "properties": {"minutes": {"type": "integer"}}, "required": ["minutes"]}}]}}'
# … or of what the running apps offer; then the call is made, where policy and the person say yes, and can be taken back.
hob http://hob/v1/actions
hob http://hob/v1/act -d '{"input": {"utterance": "turn on word wrap in mousepad"}, "options": {"execute": false}}'
hob http://hob/v1/act -d '{"input": {"undo": "last"}}'
