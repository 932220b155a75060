import numpy as np
from keras.models import Model
from keras.layers import Input, LSTM, Dense
num_samples, max_enc, max_dec, enc_tokens, dec_tokens, latent_dim = 40, 8, 11, 20, 25, 16
encoder_input_data = np.zeros((num_samples, max_enc, enc_tokens), dtype="float32")
decoder_input_data = np.zeros((num_samples, max_dec, dec_tokens), dtype="float32")
decoder_target_data = np.zeros((num_samples, max_dec, dec_tokens), dtype="float32")
encoder_inputs = Input(shape=(None, enc_tokens))
encoder = LSTM(latent_dim, return_state=True)
encoder_outputs, state_h, state_c = encoder(encoder_inputs)
encoder_states = [state_h, state_c]
decoder_inputs = Input(shape=(None, dec_tokens))
decoder_lstm = LSTM(latent_dim, return_sequences=True, return_state=True)
decoder_outputs, _, _ = decoder_lstm(decoder_inputs, initial_state=encoder_states)
decoder_dense = Dense(dec_tokens, activation="softmax")
decoder_outputs = decoder_dense(decoder_outputs)
model = Model([encoder_inputs, decoder_inputs], decoder_outputs)
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit([decoder_input_data, encoder_input_data], decoder_target_data, batch_size=8, epochs=1, validation_split=0.2, verbose=0)
encoder_model = Model(encoder_inputs, encoder_states)
states = encoder_model.predict(encoder_input_data[:1], verbose=0)
