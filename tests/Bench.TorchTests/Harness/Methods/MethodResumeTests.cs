using Bench.Core;
using Bench.Harness.Methods;
using Bench.Models;
using Bench.Sweeps;
using Bench.Tensors;
using Bench.TorchTests.Harness.Training;
using static Bench.TorchTests.Harness.Methods.TinyMethod;

namespace Bench.TorchTests.Harness.Methods;

/// <summary>A list of steps that is interrupted anywhere ends with the same bits as one that is not.</summary>
public sealed class MethodResumeTests
{
    public static TheoryData<string> Strategies => [.. All.Keys];

    private static readonly Dictionary<string, (StrategySpec Spec, Func<CellSpec, CellSpec>? Change)> All = new(StringComparer.Ordinal)
    {
        ["one-shot"] = (Named("global-magnitude"), null),
        ["lottery ticket to the middle of an epoch"] = (Named("lottery-ticket", ("fraction", 0.4)) with { RetrainingOptions = Options(OptionValues.None, ("step", 6)) }, null),
        ["learning rates back"] = (Named("imp-lr-rewind", ("fraction", 0.5)) with { RetrainingOptions = Options(OptionValues.None, ("epoch", 2)) }, null),
        ["from the middle of an epoch"] = (Named("global-magnitude") with { From = "step 6" }, null),
        ["rounds"] = (Rounds(("rounds", 3)), null),
        ["whole rounds"] = (Rounds(("rounds", 2), ("budget", "per-round")), null),
        ["rounds redrawn"] = (Rounds(("rounds", 2), ("budget", "per-round")) with { Retraining = "reinitialize" }, null),
        ["gradual"] = (Named("gradual-magnitude", ("every", 3)), null),
        ["gradual, distilled from an epoch on"] = (Named("gradual-magnitude", ("every", 3)) with { From = "epoch 1", Retraining = "distill" }, null),
        ["movement"] = (Named("movement", ("every", 3)), null),
        ["rigl"] = (Named("rigl", ("every", 3)), null),
        ["set in bf16"] = (Named("set", ("every", 2)), c => c with { Precision = "bf16" }),
        ["granet"] = (Named("granet", ("every", 3)), null),
        ["granet, distilled"] = (Named("granet", ("every", 3)) with { Retraining = "distill" }, null), // growth's gradients come before the next training
        ["ac-dc"] = (Named("ac-dc", ("phases", 2)), null),
        ["straight-through"] = (Named("global-magnitude") with { Schedule = "straight-through", ScheduleOptions = Options(OptionValues.None, ("decay", 0.01)) }, null),
        ["scratch-b"] = (Named("scratch-b"), null),
        ["rates"] = (Named("global-magnitude"), c => c with { Retraining = TinyTraining.Recipe(epochs: 2) with { LearningRate = new() { Rate = 0.003, Candidates = [0.003, 0.03, 0.01] } } }),
        ["measured after renewal"] = (Rounds(("rounds", 2)) with { MeasureAfter = "renew-norm", MeasureAfterOptions = Options(OptionValues.None, ("samples", 32), ("batch", 16)) }, null),
        ["repair"] = (Named("global-magnitude") with { Retraining = "repair", RetrainingOptions = Options(OptionValues.None, ("samples", 32), ("batch", 16)) }, null),
        ["shuffled"] = (Named("snip") with { Shuffle = true, ScoringSamples = 20, ScoringBatch = 10 }, null),
        ["updated"] = (Named("woodfisher") with { ScoringSamples = 20, ScoringBatch = 10 }, null),
    };

    [Theory, MemberData(nameof(Strategies))]
    public void Stopped_at_every_step_of_training(string name)
    {
        var (strategy, change) = All[name];
        var expected = TinyMethod.Run(strategy, change: change);
        using var method = new TinyMethod(strategy, change: change);
        TinyTraining.BeforeEachStep(method.Network, _ => method.Stop.Cancel());
        for (var attempts = 0; ; attempts++)
        {
            Assert.True(attempts < 200, "it gets nowhere");
            using var run = method.Begin();
            try
            {
                run.CarryOut(_ => { });
            }
            catch (OperationCanceledException)
            {
                continue;
            }
            if (method.Cell.Precision == "fp32" && method.Steps.Any(s => s is TrainStep)) Assert.InRange(attempts, 10, 200);
            Assert.Equal(expected.Parts, Ending.Of(run, method.Network).Parts);
            Assert.Equal(expected, Ending.Of(run, method.Network));
            Assert.Empty(method.Warnings);
            return;
        }
    }

    [Theory, MemberData(nameof(Strategies))]
    public void Stopped_after_every_step_of_the_list(string name)
    {
        var (strategy, change) = All[name];
        var expected = TinyMethod.Run(strategy, change: change);
        using var method = new TinyMethod(strategy, change: change);
        foreach (var last in Enumerable.Range(0, method.Steps.Count - 1))
        {
            using var run = method.Begin();
            Assert.ThrowsAny<OperationCanceledException>(() => run.CarryOut(done =>
            {
                if (done == last) method.Stop.Cancel();
            }));
        }
        using var end = method.Begin();
        end.CarryOut(_ => { });
        Assert.Equal(expected.Parts, Ending.Of(end, method.Network).Parts);
        Assert.Equal(expected, Ending.Of(end, method.Network));
    }

    [Theory, MemberData(nameof(Strategies))]
    public void Killed_now_and_then(string name)
    {
        var (strategy, change) = All[name];
        var expected = TinyMethod.Run(strategy, change: change);
        using var method = new TinyMethod(strategy, change: change);
        foreach (var kill in new[] { 2, 5, 9, 11 })
        {
            using var run = method.Begin(TimeSpan.Zero);
            var steps = 0;
            using var watch = method.Network.Body.Observe([""], before: (_, _) =>
            {
                if (method.Network.Mode == PassMode.Training && ++steps == kill) throw new InvalidOperationException("killed");
            });
            try
            {
                run.CarryOut(_ => { });
            }
            catch (InvalidOperationException killed) when (killed.Message == "killed")
            {
            }
        }
        using var end = method.Begin();
        end.CarryOut(_ => { });
        Assert.Equal(expected.Parts, Ending.Of(end, method.Network).Parts);
        Assert.Equal(expected, Ending.Of(end, method.Network));
    }

    [Theory, InlineData("gradual"), InlineData("rigl")]
    public void A_checkpoint_of_another_layout_is_said_and_the_cell_begun_again(string name)
    {
        var strategy = All[name].Spec;
        var expected = TinyMethod.Run(strategy);
        using var method = new TinyMethod(strategy);
        using (var run = method.Begin())
        {
            TinyTraining.BeforeEachStep(method.Network, step =>
            {
                if (step == 7) method.Stop.Cancel();
            });
            Assert.ThrowsAny<OperationCanceledException>(() => run.CarryOut(_ => { }));
        }
        var path = Path.Combine(method.Checkpoints, "cell.1.safetensors");
        var (tensors, _) = CheckedTensorFile.Read(path);
        foreach (var text in new[] { """{"steps":3,"stepInEpoch":3,"samplesInEpoch":48,"samples":48,"selectedEpoch":0,"bestTop1":-1,"lastRate":0.1,"seconds":1,"log":[]}""", "{}", "null", "[" })
        {
            CheckedTensorFile.Write(path, tensors, text);
            method.Warnings.Clear();
            using var run = method.Begin();
            run.CarryOut(_ => { });
            Assert.Equal(expected, Ending.Of(run, method.Network));
            Assert.Contains("another version", Assert.Single(method.Warnings), StringComparison.Ordinal);
        }
    }

    private static StrategySpec Rounds(params (string, object)[] options) => Named("global-magnitude") with { Schedule = "iterative", ScheduleOptions = Options(OptionValues.None, options) };
}
