// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

/// Chat templates in the manner of each family, in our own words.
final class Templates {
  static final String CHATML =
      "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n"
          + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  static final String HEADERS =
      "{{ bos_token }}{% for m in messages %}<|start_header_id|>{{ m['role'] }}<|end_header_id|>"
          + "\n\n{{ m['content'] | trim }}<|eot_id|>{% endfor %}{% if add_generation_prompt %}"
          + "<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}";

  /// A system message goes into the first turn of the user.
  static final String INST =
      "{% if messages[0]['role'] == 'system' %}{% set head = messages[0]['content'] + '\n\n' %}"
          + "{% set rest = messages[1:] %}{% else %}{% set head = '' %}{% set rest = messages %}"
          + "{% endif %}{{ bos_token }}{% for m in rest %}{% if m['role'] == 'user' %}[INST] "
          + "{% if loop.first %}{{ head }}{% endif %}{{ m['content'] }} [/INST]{% else %} "
          + "{{ m['content'] }}{{ eos_token }}{% endif %}{% endfor %}";

  /// Knows no system message, as Gemma does not.
  static final String TURNS =
      "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
          + "{{ raise_exception('System role not supported') }}{% endif %}{% for m in messages %}"
          + "{% if m['role'] == 'assistant' %}{% set role = 'model' %}{% else %}"
          + "{% set role = m['role'] %}{% endif %}<start_of_turn>{{ role }}\n"
          + "{{ m['content'] | trim }}<end_of_turn>\n{% endfor %}{% if add_generation_prompt %}"
          + "<start_of_turn>model\n{% endif %}";

  static final String BARS =
      "{% for m in messages %}<|{{ m['role'] }}|>\n{{ m['content'] }}<|end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|assistant|>\n{% endif %}";

  private Templates() {}
}
