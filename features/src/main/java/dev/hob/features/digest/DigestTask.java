// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.digest;

import dev.hob.features.Notification;
import dev.hob.features.ShippedDefaults;
import dev.hob.features.Toolkit;
import dev.hob.features.clause.ClauseWriter;
import dev.hob.features.fact.Counts;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.Tokens;
import dev.hob.features.flow.Calls;
import dev.hob.features.flow.Made;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Task;
import dev.hob.features.flow.Writer;
import dev.hob.features.helper.ExtractiveDigest;
import dev.hob.features.helper.ExtractiveDigest.Quoted;
import dev.hob.features.helper.Notice;
import dev.hob.features.helper.NoticeGroup;
import dev.hob.features.helper.Priority;
import dev.hob.features.helper.PriorityJudge;
import dev.hob.features.helper.TimeBound;
import dev.hob.features.notice.NoticeReader;
import dev.hob.features.prioritize.ModelPriority;
import dev.hob.features.prompt.Clause;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.prompt.PromptNotification;
import dev.hob.policy.DataClass;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import dev.hob.router.PromptForm;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/// One digest. Rules decide what is in it; the order follows the priorities, by rules or by the
/// model, whichever ships. The model phrases only groups that are long enough to gain by it; short
/// and time-bound notices are quoted whoever writes.
final class DigestTask implements Task {
  /// Words of a group below which nothing is rewritten.
  private static final int WORTH_PHRASING = 30;

  private static final int FEWEST_WORDS = 10;
  private static final String DIGEST = "digest";
  private static final String PRIORITIZE = "prioritize";

  /// What is told of a one-time code.
  private static final String CODE = "One-time code";

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

  private final Toolkit toolkit;
  private final Wanted wanted;
  private final Method method;
  private final boolean phrases;
  private final boolean ranks;
  private final List<NoticeGroup> batch;
  private final List<NoticeGroup> codes;
  private final ExtractiveDigest extractive;
  private final List<Quoted> groups;
  private final ModelPriority priorities;
  private final Set<Integer> counts;
  private final List<String> appNames;
  private final ClauseWriter writer;

  /// @param words limit over all groups, in R tokens
  record Wanted(List<Notification> notifications, OffsetDateTime now, int words) {
    Wanted {
      notifications = List.copyOf(notifications);
    }
  }

  DigestTask(Toolkit toolkit, Wanted wanted, Method method, ShippedDefaults defaults) {
    this.toolkit = toolkit;
    this.wanted = wanted;
    this.method = method;
    this.ranks = method != Method.HELPER && defaults.writer(PRIORITIZE) == Writer.MODEL;
    this.phrases = method == Method.MODEL || defaults.writer(DIGEST) == Writer.MODEL || !ranks;
    Batch all = new Batch(toolkit.lists());
    this.batch = all.groups(wanted.notifications());
    this.codes = all.codes(wanted.notifications());
    this.priorities = new ModelPriority(toolkit.prompts(), toolkit.priority());
    this.extractive = new ExtractiveDigest(toolkit.lists());
    this.groups = extractive.digest(batch, toolkit.priority(), wanted.words());
    List<Notice> notices = groups.stream().flatMap(g -> g.group().notices().stream()).toList();
    this.counts =
        Counts.of(
            notices.stream()
                .map(n ->
                    new Counts.Item(
                        n.app(), n.conversation(), n.isMessage() ? n.sender() : n.summary()))
                .toList());
    this.appNames = notices.stream().map(Notice::appName).distinct().toList();
    this.writer = new ClauseWriter(toolkit.facts());
  }

  @Override
  public DataClass dataClass() {
    return DataClass.NOTIFICATIONS;
  }

  @Override
  public Method method() {
    return method;
  }

  /// The model is asked where it is the better at either.
  @Override
  public List<String> ships() {
    return List.of(DIGEST, PRIORITIZE);
  }

  @Override
  public List<Prompt> sizes() {
    return plans().stream().map(Plan::prompt).toList();
  }

  @Override
  public List<Plan> plans() {
    List<Plan> plans = new ArrayList<>();
    if (ranks) {
      plans.addAll(priorities.plans(notices(), wanted.now().getOffset()));
    }
    if (phrases) {
      groups.stream().filter(DigestTask::isForModel).forEach(group -> plans.add(job(group).plan()));
    }
    return plans;
  }

  private List<Notice> notices() {
    return batch.stream().flatMap(group -> group.notices().stream()).toList();
  }

  /// A group is the section; one with more notices than a prompt holds keeps its latest.
  @Override
  public Task inSections(ToIntFunction<Prompt> tokens, int quota) {
    return this;
  }

  @Override
  public Made byHelper() {
    Digest digest = digest(groups.stream().map(DigestTask::told).toList());
    return Made.byHelper(digest.output(), digest.text());
  }

  @Override
  public Made byModel(Calls calls) throws InterruptedException {
    List<Quoted> ordered = ranks ? ranked(calls) : groups;
    List<Digest.Group> told = new ArrayList<>();
    List<String> rejected = new ArrayList<>();
    boolean quoted = false;
    boolean written = false; // an order is no text: the adapter of the answer tells of it
    int retries = 0;
    for (Quoted group : ordered) {
      Optional<List<Clause>> clauses = Optional.empty();
      if (isForModel(group) && (phrases || calls.form() == PromptForm.CHAT)) {
        ClauseWriter.Written result = writer.write(job(group), calls, growing -> {});
        clauses = result.clauses();
        retries += result.retries();
        quoted |= clauses.isEmpty();
        written |= clauses.isPresent();
        result.rejected().stream().filter(r -> !rejected.contains(r)).forEach(rejected::add);
      }
      told.add(clauses.map(c -> told(group, c)).orElseGet(() -> told(group)));
      calls.show(digest(told).lines());
    }
    Digest digest = digest(told);
    Writer by = written ? Writer.MODEL : Writer.HELPER;
    boolean checked = written || quoted;
    return new Made(digest.output(), digest.text(), by, checked, quoted, rejected, retries);
  }

  /// The groups in the order that the model's priorities give.
  private List<Quoted> ranked(Calls calls) throws InterruptedException {
    Map<Notice, PriorityJudge.Judgement> judged = new HashMap<>();
    List<Notice> notices = notices();
    List<PriorityJudge.Judgement> all = priorities.judge(calls, notices, wanted.now().getOffset());
    for (int i = 0; i < notices.size(); i++) {
      judged.put(notices.get(i), all.get(i));
    }
    PriorityJudge judge = notice -> judged.getOrDefault(notice, toolkit.priority().judge(notice));
    return extractive.digest(batch, judge, wanted.words());
  }

  /// With the one-time codes, which are told of behind what is urgent, without what they say.
  private Digest digest(List<Digest.Group> told) {
    List<Digest.Group> all = new ArrayList<>(told);
    int behind = 0;
    while (behind < all.size() && all.get(behind).priority() == Priority.HIGH) {
      behind++;
    }
    for (NoticeGroup code : codes.reversed()) {
      all.add(
          behind,
          new Digest.Group(code, Priority.NORMAL, List.of(new Digest.Told(CODE, code.ids()))));
    }
    return new Digest(wanted.notifications().size(), all);
  }

  private static boolean isForModel(Quoted group) {
    boolean critical =
        group.group().notices().stream().anyMatch(n -> TimeBound.of(n) != TimeBound.NONE);
    int words = group.group().notices().stream().mapToInt(n -> Tokens.rouge(n.text()).size()).sum();
    return !critical && !group.quotes().isEmpty() && words >= WORTH_PHRASING;
  }

  private ClauseWriter.Job job(Quoted group) {
    List<Notice> notices = latest(group.group());
    List<PromptNotification> items =
        notices.stream().map(n -> NoticeReader.shown(n, wanted.now().getOffset())).toList();
    List<String> texts = notices.stream().map(DigestTask::source).toList();
    int quotedWords =
        group.quotes().stream().mapToInt(quote -> Tokens.rouge(quote.text()).size()).sum();
    int words = Math.max(FEWEST_WORDS, quotedWords);
    return new ClauseWriter.Job(
        toolkit.prompts().digest(items, words),
        ChatForm.chat(notices, words),
        texts,
        words,
        FactContext.of(String.join("\n", texts))
            .withToday(wanted.now().toLocalDate())
            .withApps(appNames),
        counts);
  }

  private static List<Notice> latest(NoticeGroup group) {
    List<Notice> all = group.notices();
    return all.subList(Math.max(0, all.size() - NativePrompts.MAX_ITEMS), all.size());
  }

  /// A notice as the guard reads it: what was shown, with its time.
  private static String source(Notice notice) {
    return notice.appName()
        + "\n"
        + notice.summary()
        + "\n"
        + notice.body()
        + "\n"
        + STAMP.format(notice.time());
  }

  private static Digest.Group told(Quoted quoted) {
    List<Digest.Told> clauses = new ArrayList<>();
    String sender = "";
    for (ExtractiveDigest.Quote quote : quoted.quotes()) {
      Notice notice = quote.notice();
      String head = notice.isMessage() ? notice.sender() + ": " : "";
      boolean goesOn = !head.isEmpty() && notice.sender().equals(sender);
      String text = goesOn ? quote.text().substring(head.length()) : quote.text();
      clauses.add(new Digest.Told(text, notice.ids()));
      sender = notice.sender();
    }
    return new Digest.Group(quoted.group(), quoted.priority(), clauses);
  }

  private static Digest.Group told(Quoted quoted, List<Clause> clauses) {
    List<Notice> notices = latest(quoted.group());
    return new Digest.Group(
        quoted.group(),
        quoted.priority(),
        clauses.stream()
            .map(clause ->
                new Digest.Told(
                    clause.text(),
                    clause.items().stream()
                        .flatMap(i -> notices.get(i - 1).ids().stream())
                        .distinct()
                        .toList()))
            .toList());
  }
}
