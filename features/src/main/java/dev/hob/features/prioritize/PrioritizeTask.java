// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prioritize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Toolkit;
import dev.hob.features.flow.Calls;
import dev.hob.features.flow.Made;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Task;
import dev.hob.features.flow.Writer;
import dev.hob.features.helper.Notice;
import dev.hob.features.helper.PriorityJudge.Judgement;
import dev.hob.features.notice.NoticeReader;
import dev.hob.features.notice.NotificationInput;
import dev.hob.policy.DataClass;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// The priorities of some notifications. A notification is a section: no prompt holds two.
final class PrioritizeTask implements Task {
  private static final double PER_MILLE = 1000.0;

  private final Toolkit toolkit;
  private final ZoneOffset zone;
  private final Method method;
  private final List<Notice> notices;
  private final ModelPriority model;

  PrioritizeTask(Toolkit toolkit, NotificationInput input, Method method) {
    this.toolkit = toolkit;
    this.zone = input.now().getOffset();
    this.method = method;
    NoticeReader reader = new NoticeReader(toolkit.lists());
    this.notices = input.notifications().stream().map(reader::visible).toList();
    this.model = new ModelPriority(toolkit.prompts(), toolkit.priority());
  }

  @Override
  public DataClass dataClass() {
    return DataClass.NOTIFICATIONS;
  }

  @Override
  public Method method() {
    return method;
  }

  @Override
  public List<Prompt> sizes() {
    return plans().stream().map(Plan::prompt).toList();
  }

  @Override
  public List<Plan> plans() {
    return model.plans(notices, zone);
  }

  @Override
  public Task inSections(ToIntFunction<Prompt> tokens, int quota) {
    return this;
  }

  @Override
  public Made byHelper() {
    List<Judgement> judged = notices.stream().map(toolkit.priority()::judge).toList();
    return Made.byHelper(output(judged), text(judged));
  }

  @Override
  public Made byModel(Calls calls) throws InterruptedException {
    List<Judgement> judged = new ArrayList<>();
    for (Notice notice : notices) {
      judged.addAll(model.judge(calls, List.of(notice), zone));
      calls.show(text(judged));
    }
    Writer by = notices.isEmpty() ? Writer.HELPER : Writer.MODEL;
    return new Made(output(judged), text(judged), by, true, false, List.of(), 0);
  }

  /// A confidence that nobody can tell is left out.
  private ObjectNode output(List<Judgement> judged) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    ArrayNode items = output.putArray("items");
    for (int i = 0; i < judged.size(); i++) {
      Judgement each = judged.get(i);
      ObjectNode item =
          items
              .addObject()
              .put("id", notices.get(i).ids().getFirst())
              .put("priority", each.priority().word());
      if (!Double.isNaN(each.confidence())) {
        item.put("confidence", Math.round(each.confidence() * PER_MILLE) / PER_MILLE);
      }
      item.put("reason", each.reason());
    }
    return output;
  }

  /// One line a notification.
  private String text(List<Judgement> judged) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < judged.size(); i++) {
      Notice notice = notices.get(i);
      out.append(judged.get(i).priority().word()).append('\t').append(notice.appName());
      out.append(": ").append(notice.text().replace('\n', ' ')).append('\n');
    }
    return out.toString();
  }
}
