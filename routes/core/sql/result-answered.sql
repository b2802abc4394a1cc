update call set answered_at = current_timestamp, answer_hash = :#${variable.answerHash} where id = :#${variable.sendingId}
