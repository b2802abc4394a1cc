package io.rsproutes.platform.broker;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import org.springframework.jms.support.converter.SimpleMessageConverter;

/**
 * Text and bytes come in as they are; of a message of any other kind nothing is read, so that no Java object is ever
 * made of it and it cannot come back for ever. Its body is null, and whoever takes it says what is wrong.
 */
class PlainMessages extends SimpleMessageConverter {

    @Override
    public Object fromMessage(Message message) throws JMSException {
        return message instanceof TextMessage || message instanceof BytesMessage ? super.fromMessage(message) : null;
    }
}
