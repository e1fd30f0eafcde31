using System.Text.Json;
using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

/// <summary>What is wrong with the composition of a strategy: one line each, with where, why and what would be right.</summary>
public sealed class StrategyMistakesTests
{
    private static readonly Vocabulary All = Words.All with
    {
        Criteria =
        [
            .. Words.All.Criteria, new("woodfisher", true) { Updates = true, Options = [new WholeOption("block", 0, "") { Least = 0 }] },
            new("movement", false) { NeedsTraining = true }, new("lamp", false) { SameWithinLayers = "magnitude" }, new("obc", true) { Updates = true, IsLayerwise = true },
            new("large-final", false) { NeedsInitial = true }, new("fisher", true), new("grasp", true) { IsSigned = true }, new("file", false) { Options = [new FileOption("file", "")] },
        ],
        Scopes = [.. Words.All.Scopes, new("erk") { IsWithinLayers = true }, new("like") { IsWithinLayers = true, Options = [new StrategyOption("like", "")] }],
        Structures =
        [
            new("weight"),
            new("n-m") { FixesRatio = true, Options = [new WholeOption("n", 2, ""), new WholeOption("m", 4, "") { Least = 2 }], WhyNot = o => o.Find("n") is null ? null : "n must be below m" },
        ],
        Strategies = StrategyCatalogue.All,
    };

    private static string[] MistakesOf(string strategy, string more = "", string others = "")
    {
        var text = $"datasets: [mnist]\nmodels: [lenet5]\ncompressions: [1, 2]\nseeds: [1]\n{more}strategies:\n  - random\n{others}  - {strategy}\n";
        return [.. Assert.Throws<UserError>(() => Words.Load(text, All, "w.safetensors")).Message.Split('\n').Select(line => line[(line.IndexOf("s.yaml:", StringComparison.Ordinal) + 7)..])];
    }

    [Theory]
    [InlineData("schedule: iterativ", "unknown schedule 'iterativ': did you mean 'iterative'? (valid: one-shot, iterative, gradual, dynamic, granet, ac-dc, straight-through, growing)")]
    [InlineData("schedule: {name: iterative, round: 3}", "unknown key in 'schedule' 'round': did you mean 'rounds'? (valid: name, rounds, path, fraction, untrained, budget)")]
    [InlineData("schedule: {name: iterative, rounds: 0}", "'rounds' takes a whole number from 1 to 10000, not '0'")]
    [InlineData("schedule: {rounds: 3}", "'schedule' needs the key 'name': one of one-shot, iterative,")]
    [InlineData("schedule: {iterative: {rounds: 3}}", "a schedule is a name with its options: write schedule: {name: iterative, ...}")]
    [InlineData("schedule: {name: iterative, path: geometric}", "unknown path 'geometric': did you mean 'exponential'? (valid: linear, exponential, lottery)")]
    [InlineData("schedule: {name: iterative, path: lottery, rounds: 3}", "strategy 'a': 'rounds' has no effect with 'path: lottery'")]
    [InlineData("schedule: {name: iterative, untrained: true, budget: per-round}", "strategy 'a': 'budget' has no effect with 'untrained: true'")]
    [InlineData("schedule: iterative, retraining: weight-rewind", "strategy 'a': retraining 'weight-rewind' begins each round anew, so one run cannot be divided among rounds: give 'budget: per-round'")]
    [InlineData("schedule: gradual, retraining: none", "strategy 'a': schedule 'gradual' prunes within a run of training, so retraining must be fine-tune or distill, not 'none'")]
    [InlineData("schedule: straight-through, shuffle: true", "strategy 'a': schedule 'straight-through' makes the mask anew at every step, so 'shuffle' has no effect")]
    [InlineData("schedule: growing, shuffle: true", "strategy 'a': schedule 'growing' cuts what its penalty has brought near to 0, and 'shuffle' would cut other weights")]
    [InlineData("schedule: {name: growing, by: 2}", "strategy 'a': 'by' of the schedule must not be above its 'most'")]
    [InlineData("schedule: growing, retraining: scratch-e", "strategy 'a': schedule 'growing' prunes within a run of training, so retraining must be fine-tune or distill, not 'scratch-e'")]
    [InlineData("schedule: growing, criterion: woodfisher", "strategy 'a': criterion 'woodfisher' updates weights as they are at the cut, and schedule 'growing' trains them between the scoring and the cut: take one-shot")]
    [InlineData("schedule: growing, criterion: movement", "strategy 'a': criterion 'movement' adds up over the training before a cut, and nothing is trained before it")]
    [InlineData("retraining: scratch-total, from: {epoch: 2}", "strategy 'a': retraining 'scratch-total' adds the epochs of a retraining to those of the pretraining, and a strategy from epoch 2 has the latter alone: take scratch-e")]
    [InlineData("schedule: {name: gradual, rounds: 3}", "unknown key in 'schedule' 'rounds': it is an option of schedule iterative, as in schedule: {name: iterative, rounds: ...} (valid: name, begin, end, every)")]
    [InlineData("rounds: 3", "unknown key in a strategy 'rounds': it is an option of schedule iterative, as in schedule: {name: iterative, rounds: ...}")]
    [InlineData("criterion: {name: magnitude, block: 4}", "unknown key in 'criterion' 'block': it is an option of criterion woodfisher, as in criterion: {name: woodfisher, block: ...} (valid: name)")]
    [InlineData("criterion: file", "criterion 'file' needs 'file', the path of a safetensors file: write criterion: {name: file, file: ...}")]
    [InlineData("criterion: movement", "strategy 'a': criterion 'movement' adds up over the training before a cut, and nothing is trained before it: take 'schedule: gradual', or 'from' a later point")]
    [InlineData("criterion: obc", "strategy 'a': criterion 'obc' prunes layer after layer, so every layer's share must be known: take a scope of layer, erk, like, not global")]
    [InlineData("criterion: lamp, scope: erk", "strategy 'a': lamp within layers ranks as magnitude does: take 'criterion: magnitude', or a scope across layers")]
    [InlineData("scope: {name: like, strategy: random}", "'scope' needs the key 'like': the name of a strategy", "unknown key in 'scope' 'strategy': did you mean 'like'? (valid: name, like)")]
    [InlineData("scope: {name: like, like: movement}", "'movement' scores by what training has added up, of which the pretrained weights know nothing: name another strategy")]
    [InlineData("retraining: kd", "unknown retraining 'kd': did you mean 'distill'?")]
    [InlineData("retraining: rewind", "unknown retraining 'rewind': did you mean 'weight-rewind'?")]
    [InlineData("retraining: lr_rewind", "unknown retraining 'lr_rewind': did you mean 'lr-rewind'?")]
    [InlineData("retraining: {name: weight-rewind, epoch: 1, step: 30}", "strategy 'a': a point is an 'epoch' or a 'step', not both")]
    [InlineData("retraining: {recipe: quick-tune}", "'retraining' of a strategy is a name with its options, as in {name: distill, weight: 0.5}; a recipe belongs in 'retraining' at the top level or in a block")]
    [InlineData("from: init", "unknown starting point 'init': did you mean 'initialization'? (valid: pretrained, initialization)")]
    [InlineData("from: 3", "unknown starting point '3': a point of the pretraining is written {epoch: 2} or {step: 500} (valid: pretrained, initialization)")]
    [InlineData("from: {epoch: 1, step: 2}", "'from' is an 'epoch' or a 'step', not both")]
    [InlineData("from: {epochs: 1}", "unknown key in 'from' 'epochs': did you mean 'epoch'? (valid: epoch, step)")]
    [InlineData("from: {}", "'from' is empty: write {epoch: 2} or {step: 500}")]
    [InlineData("prune-at: init", "unknown key in a strategy 'prune-at': did you mean 'from'?")]
    [InlineData("start: initialization", "unknown key in a strategy 'start': where a strategy begins is 'from'; imported weights are named in 'start' at the top level or in a block")]
    [InlineData("layers: {}", "'layers' is empty: write {only: [layer1.*]} or {except: [conv1]}")]
    [InlineData("layers: {only: fc1}", "'only' takes a list of layer names or patterns, not 'fc1': write [fc1]")]
    [InlineData("floor: 0.5, cap: 0.2", "'floor' is above 'cap'")]
    [InlineData("measure-after: none", "unknown measure-after 'none': did you mean 'nothing'? (valid: nothing, renew-norm, repair)")]
    [InlineData("structure: '2:4'", "unknown structure '2:4': write structure: {name: n-m, n: 2, m: 4} (valid: weight, n-m)")]
    [InlineData("structure: {name: n-m, n: 4}", "strategy 'a': n must be below m")]
    [InlineData("structure: n-m, scope: erk", "'scope' has no effect with structure 'n-m', which says what is kept of every group")]
    [InlineData("structure: n-m, floor: 0.1", "strategy 'a': structure 'n-m' keeps the same of every layer, so 'floor' and 'cap' have no effect")]
    [InlineData("structure: n-m, criterion: woodfisher", "strategy 'a': criterion 'woodfisher' updates weights for single weights removed, not for structure 'n-m'")]
    public void A_wrong_composition_is_one_line_and_no_line_follows_from_it(string keys, params string[] lines)
    {
        var said = MistakesOf($"{{name: a, base: global-magnitude, {keys}}}");
        Assert.Equal(lines.Length, said.Length);
        Assert.All(said.Zip(lines), pair => Assert.StartsWith($"7: {pair.Second}", pair.First, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("imp", "did you mean 'lottery-ticket'?")]
    [InlineData("lth", "did you mean 'lottery-ticket'?")]
    [InlineData("gmp", "did you mean 'gradual-magnitude'?")]
    [InlineData("acdc", "did you mean 'ac-dc'?")]
    [InlineData("prune-at-init", "did you mean 'snip'?")]
    [InlineData("2:4", "did you mean 'nm-2-4'?")]
    [InlineData("obd", "did you mean 'fisher'?")]
    [InlineData("iterative", "'iterative' is a schedule; strategies with it: synflow, iter-snip, lottery-ticket, imp-lr-rewind, woodfisher-iterative; or write {name: mine, base: global-magnitude, schedule: iterative}")]
    [InlineData("scratch-b-", "did you mean 'scratch-b'?")]
    public void What_the_field_calls_a_strategy_is_known(string name, string hint) =>
        Assert.StartsWith($"7: unknown strategy '{name}': {hint}", Assert.Single(MistakesOf(name)), StringComparison.Ordinal);

    [Theory]
    [InlineData("{name: a, criterion: random, scope: {name: like, like: b}}", "strategy 'a': the strategy that scope 'like' follows has limits of its own, and here those of this one hold: give both the same 'floor', 'cap' and 'layers'")]
    [InlineData("{name: a, criterion: random, scope: {name: like, like: b}, floor: 0.2}", "strategy 'a': the strategy that scope 'like' follows has limits of its own")]
    [InlineData("{name: a, criterion: random, scope: {name: like, like: snip}}", "strategy 'a' begins at pretrained, and 'snip', whose densities it takes, at initialization: let both begin there with 'from'")]
    [InlineData("{name: a, criterion: random, scope: {name: like, like: synflow}, from: initialization}", "'synflow' does not cut once, so it has no densities on the same weights: name a one-shot strategy")]
    [InlineData("{name: a, criterion: magnitude, structure: n-m, shuffle: true}", "strategy 'a': 'shuffle' would leave other numbers of every group than structure 'n-m' does: take the criterion random")]
    public void What_another_strategy_or_a_structure_says_cannot_be_had_otherwise(string strategy, string line) =>
        Assert.Contains(MistakesOf(strategy, "", "  - {name: b, base: global-magnitude, floor: 0.1}\n"), said => said.Contains(line, StringComparison.Ordinal));

    [Fact]
    public void Counts_of_a_strategy_that_begins_where_this_one_does_can_be_followed() => Words.Load(
        "datasets: [mnist]\nmodels: [lenet5]\ncompressions: [2]\nseeds: [1]\nstrategies:\n  - {name: b, base: global-magnitude, floor: 0.1}\n"
        + "  - {name: a, criterion: random, scope: {name: like, like: snip}, from: initialization}\n  - {name: c, criterion: random, scope: {name: like, like: b}, floor: 0.1}\n", All, "w.safetensors");

    [Theory]
    [InlineData("snip", "strategy 'snip': it begins at initialization, and imported weights have no initialization and no training that is known")]
    [InlineData("lottery-ticket", "strategy 'lottery-ticket': retraining 'weight-rewind' goes back to the pretraining, and that of imported weights is not known: take one of fine-tune, none, reinitialize, distill, renew-norm, repair")]
    [InlineData("{name: a, criterion: large-final, scope: global}", "strategy 'a': criterion 'large-final' reads the initial weights, which imported weights do not have")]
    public void Imported_weights_have_no_past(string strategy, string line) =>
        Assert.Contains(MistakesOf(strategy, "start: {weights: w.safetensors}\n"), said => said.EndsWith(line, StringComparison.Ordinal));

    [Fact]
    public void Several_learning_rates_need_one_run_of_training_after_the_last_cut()
    {
        Assert.EndsWith("strategy 'gradual-magnitude': validation chooses among learning rates only where one run of training follows the last cut, not with schedule 'gradual'",
            Assert.Single(MistakesOf("gradual-magnitude", "retraining: {learning-rate: [0.1, 0.01]}\n")), StringComparison.Ordinal);
        Assert.EndsWith("a pretraining has one learning rate: all cells start from its weights",
            Assert.Single(MistakesOf("global-magnitude", "pretraining: {learning-rate: [0.1, 0.01]}\n")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_one_learning_rate_is_that_rate()
    {
        const string rest = "datasets: [mnist]\nmodels: [lenet5]\ncompressions: [2]\nseeds: [1]\nstrategies: [random]\n";
        foreach (var written in new[] { "[0.01]", "{rate: [0.01]}" })
            Assert.Equal(
                Words.Load($"{rest}retraining: {{learning-rate: 0.01}}\n").Experiments[0].Models[0].Retraining.LearningRate,
                Words.Load($"{rest}retraining: {{learning-rate: {written}}}\n").Experiments[0].Models[0].Retraining.LearningRate);
    }

    [Fact]
    public void A_block_takes_a_retraining_by_its_name_alone() =>
        Assert.Equal(
            "5: 'retraining' here is a name or a recipe: write retraining: distill, or give its options to a strategy, as in {name: mine, base: global-magnitude, retraining: {name: distill, weight: 0.5}}",
            Assert.Single(MistakesOf("global-magnitude", "retraining: {name: distill, temperature: 2}\n")));

    [Fact]
    public void A_followed_strategy_scores_as_it_does_itself()
    {
        const string rest = "datasets: [mnist]\nmodels: [lenet5]\ncompressions: [2]\nseeds: [1]\n";
        const string followers = "  - {name: a, criterion: random, scope: {name: like, like: global-gradient}}\n  - {name: b, criterion: random, scope: {name: like, like: a}}\n"
            + "  - {name: own, base: global-gradient, scoring: {samples: 32}}\n  - {name: c, criterion: random, scope: {name: like, like: own}}\n";
        Assert.Equal([64, 64, 32], Followed($"{rest}scoring: {{samples: 64}}\nstrategies:\n{followers}"));
        Assert.Equal([1024, 1024, 32], Followed($"{rest}strategies:\n{followers}"));

        static IEnumerable<int> Followed(string text) =>
            from strategy in Words.Load(text, All).Experiments[0].Strategies where strategy.Scope == "like" select Innermost(strategy.ScopeOptions.Find("like")!.Value);

        static int Innermost(JsonElement rule) => rule.GetProperty("scope").GetString() == "like"
            ? Innermost(rule.GetProperty("scope-options").GetProperty("like")) : rule.GetProperty("scoring-samples").GetInt32();
    }

    [Fact]
    public void Strategies_that_read_different_files_are_different()
    {
        const string rest = "datasets: [mnist]\nmodels: [lenet5]\ncompressions: [2]\nseeds: [1]\nstrategies:\n";
        static string Strategy(string name, string file) => $"  - {{name: {name}, criterion: {{name: file, file: {file}}}, scope: global}}\n";
        Assert.Equal(2, Words.Load(rest + Strategy("a", "x.st") + Strategy("b", "y.st"), All, "x.st", "y.st").Experiments[0].Strategies.Count);
        Assert.EndsWith("s.yaml:7: the strategies 'a' and 'b' are the same composition",
            Assert.Throws<UserError>(() => Words.Load(rest + Strategy("a", "x.st") + Strategy("b", "x.st"), All, "x.st")).Message);
    }

    [Theory]
    [InlineData("from: {epoch: 9}")]
    [InlineData("from: {step: 400}")]
    [InlineData("retraining: {name: weight-rewind, step: 400}")]
    public void A_point_beyond_the_pretraining_is_a_skipped_cell_with_the_reason(string point)
    {
        var sweep = Words.Load(
            $"datasets: [mnist]\nmodels: [lenet5]\ncompressions: [2]\nseeds: [1]\npretraining: {{steps: 400, batch: 600}}\nstrategies: [{{name: a, base: global-magnitude, {point}}}]\n", All);
        var plan = Planner.Plan(sweep, new Words.Facts());
        Assert.Empty(plan.Cells);
        Assert.Matches("^step (810|400) is at or beyond the end of the pretraining, which has 400 steps \\(90 an epoch\\)$", Assert.Single(plan.Skipped).Reason);
    }

    [Theory]
    [InlineData("criterion: grasp, scope: global", "keeps scores of large magnitude, and those of criterion 'grasp' have a sign")]
    [InlineData("base: global-magnitude, retraining: repair", "protocol 'shrinkbench' prunes biases too, to which repair would give new values: take renew-norm")]
    [InlineData("base: global-magnitude, measure-after: repair", "protocol 'shrinkbench' prunes biases too, to which repair would give new values: take renew-norm")]
    public void A_protocol_that_cuts_magnitudes_and_biases_takes_neither_signs_nor_new_biases(string strategy, string reason)
    {
        var all = All with { Protocols = [new("bench"), new("shrinkbench", ScoringBatches: 1, ScoringBatchNorm: "train") { CutsOnce = true }] };
        var text = $"datasets: [mnist]\nmodels: [lenet5]\ncompressions: [2]\nseeds: [1]\nprotocol: shrinkbench\nstrategies:\n  - {{name: a, {strategy}}}\n";
        Assert.Contains(reason, Assert.Throws<UserError>(() => Words.Load(text, all)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strategy_that_a_list_names_is_wrong_on_its_own_line()
    {
        const string rest = "datasets: [mnist]\nmodels: [lenet5]\ncompressions: [2]\nseeds: [1]\n";
        Assert.Equal(
            [
                "8: strategy 'snip': it begins at initialization, and imported weights have no initialization and no training that is known",
                "11: the strategies 'own' and 'global-magnitude' are the same composition",
                "13: strategy 'back': retraining 'weight-rewind' goes back to the pretraining, and that of imported weights is not known: take one of fine-tune, none, reinitialize, distill, renew-norm, repair",
            ],
            Lines("start: {weights: w.safetensors}\nstrategies:\n  - random\n  - snip\n  - name: own\n    base: global-magnitude\n  - global-magnitude\n"
                + "  - layer-magnitude\n  - name: back\n    base: random\n    retraining: weight-rewind\n"));
        // In a block, also where it is defined elsewhere, before or after.
        Assert.Equal(
            ["10: strategy 'later': schedule 'gradual' prunes within a run of training, so retraining must be fine-tune or distill, not 'none'"],
            Lines("experiments:\n  - retraining: none\n    strategies:\n      - random\n      # both\n      - later\n  - strategies:\n      - {name: later, base: gradual-magnitude}\n"));

        static string[] Lines(string text) => [.. Assert.Throws<UserError>(() => Words.Load(rest + text, All, "w.safetensors")).Message.Split('\n').Select(l => l[(l.IndexOf("s.yaml:", StringComparison.Ordinal) + 7)..])];
    }
}
