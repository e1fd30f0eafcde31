using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Methods;
using Bench.Harness.Training;
using Bench.Sweeps;
using Bench.Tensors;
using Bench.TorchTests.Harness.Training;
using Bench.TorchTests.Strategies;
using static Bench.TorchTests.Harness.Methods.TinyMethod;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Methods;

/// <summary>Distillation, movement and the choice among learning rates.</summary>
public sealed class TrainingMannerTests
{
    private static readonly OptionValues None = OptionValues.None;

    // Teacher (ln 4, 0), student (0, 0), T = 2: softened outputs (2/3, 1/3) and (1/2, 1/2); KL = 2/3 ln 4/3 + 1/3 ln 2/3 = 0.0566330.
    [Fact]
    public void The_loss_of_distillation_is_the_papers()
    {
        using var network = TestNetworks.TwoLinear();
        using (no_grad())
        {
            network.Flat.Values.zero_();
            network.Parameters.Single(p => p.Name == "second.bias").Parameter[0] = tensor((float)Math.Log(4));
        }
        var teacher = new Teacher(network, new(Temperature: 2, Weight: 0.75));
        var loss = teacher.Loss(zeros(3, 2, 1, 1), zeros(3, 2), tensor(0.5f)).item<float>();
        Assert.Equal(0.25 * 0.5 + 0.75 * 4 * 0.0566330, loss, 5);
    }

    [Fact]
    public void A_teacher_is_the_dense_network_in_evaluation_and_stays_as_it_is()
    {
        // With the teacher alone in the loss labels do not matter; without it they do.
        foreach (var from in new[] { StartPoint.Pretrained, "epoch 1" })
        {
            using var method = new TinyMethod(Named("global-magnitude") with { From = from, Retraining = "distill" });
            using var run = method.Begin();
            using var dense = TinyTraining.Network();
            method.Load(StartPoint.Pretrained, dense);
            using var plain = new TinyMethod(Named("global-magnitude") with { From = from });
            using var own = plain.Begin();
            run.CarryOut(_ => { });
            own.CarryOut(_ => { });
            Assert.NotEqual(TinyTraining.Bits(plain.Network), TinyTraining.Bits(method.Network));
            using var after = TinyTraining.Network();
            method.Load(StartPoint.Pretrained, after);
            Assert.Equal(TinyTraining.Bits(dense), TinyTraining.Bits(after));
        }
    }

    // Plain gradient descent moves a weight by −rate · g, so −Σ w·g is Σ w · Δw ÷ rate.
    [Fact]
    public void Movement_adds_up_how_far_weights_move_away_from_zero()
    {
        using var method = new TinyMethod(Named("movement", ("every", 4)), change: c => c with
        {
            Retraining = c.Retraining! with { Optimizer = new() { Name = "sgd" }, LearningRate = new() { Rate = 0.02 } },
        });
        using var run = method.Begin();
        var values = new List<Tensor>(); // before each step, and after the last
        TinyTraining.BeforeEachStep(method.Network, _ => values.Add(run.State.Latent!.Values.clone().DetachFromDisposeScope()));
        var compared = false;
        run.CarryOut(done =>
        {
            if (compared || method.Steps[done] is not TrainStep { To: 4 }) return;
            compared = true;
            values.Add(run.State.Latent!.Values);
            var sum = zeros_like(values[0]);
            foreach (var (before, after) in values.Zip(values.Skip(1))) sum.add_(before.mul(after.sub(before)).div(Scalars.Of(0.02)), Scalars.One);
            var accumulated = run.State.Latent.Accumulated!;
            Assert.Equal(5, values.Count);
            Assert.InRange(sum.sub(accumulated).abs().max().item<float>(), 0, 1e-3f * accumulated.abs().max().item<float>());
        });
        Assert.True(compared);
    }

    [Fact]
    public void Movement_brings_back_pruned_weights_with_the_values_that_they_had()
    {
        using var method = new TinyMethod(Named("movement", ("every", 2)), 2, c => c with { Retraining = c.Retraining! with { LearningRate = new() { Rate = 0.05 } } });
        using var run = method.Begin();
        var (back, mask, latent) = (0L, (Tensor?)null, (Tensor?)null);
        run.CarryOut(done =>
        {
            if (method.Steps[done] is TrainStep) (mask, latent) = (run.State.FlatMask?.clone(), run.State.Latent!.Values.clone());
            if (method.Steps[done] is not CutStep || mask is null) return;
            Assert.Equal(run.State.Masks!.AskedKept, run.State.Masks.KeptPrunable);
            var grown = run.State.FlatMask!.gt(mask);
            back += grown.sum().item<long>();
            Assert.True(method.Network.Flat.Values.masked_select(grown).eq(latent!.masked_select(grown)).all().item<bool>());
        });
        Assert.InRange(back, 5, long.MaxValue);
    }

    [Fact]
    public void The_learning_rate_of_the_best_validation_is_chosen_and_its_cell_equals_one_of_that_rate_alone()
    {
        double[] rates = [0.0003, 0.1, 0.01];
        CellSpec With(CellSpec cell, params double[] candidates) => cell with
        {
            Retraining = TinyTraining.Recipe(epochs: 3) with { LearningRate = new() { Rate = candidates[0], Candidates = candidates.Length > 1 ? candidates : [], Schedule = "cosine" } },
        };
        Ending Alone(double rate, out double top1, out double macs)
        {
            using var one = new TinyMethod(Named("global-magnitude"), change: c => With(c, rate));
            using var run = one.Begin();
            run.CarryOut(_ => { });
            (top1, macs) = (run.Training.Best!.Top1, run.State.Macs);
            return Ending.Of(run, one.Network);
        }
        var alone = rates.Select(rate => (Rate: rate, End: Alone(rate, out var top1, out var macs), Top1: top1, Macs: macs)).ToList();
        var best = alone.MaxBy(a => a.Top1);
        using var method = new TinyMethod(Named("global-magnitude"), change: c => With(c, rates));
        using var all = method.Begin();
        all.CarryOut(_ => { });
        Assert.Equal(best.Rate, all.State.ChosenRate);
        Assert.NotEqual(alone[0].Top1, best.Top1); // else the first would do
        var ending = Ending.Of(all, method.Network);
        Assert.Equal(best.End.Network, ending.Network);
        Assert.Equal(best.End.Parts.Where(p => p.StartsWith("Evaluation", StringComparison.Ordinal)), ending.Parts.Where(p => p.StartsWith("Evaluation", StringComparison.Ordinal)));
        Assert.Equal(3 * Retraining, all.Training.Steps);
        Assert.Equal(9, all.Training.Log.Count);
        Assert.Equal(alone.Sum(a => a.Macs), all.State.Macs, 1.0);
    }

    [Fact]
    public void A_learning_rate_of_which_nothing_is_left_but_NaN_loses()
    {
        using var method = new TinyMethod(Named("global-magnitude"), change: c => c with
        {
            Retraining = TinyTraining.Recipe(epochs: 2) with { LearningRate = new() { Rate = 1e30, Candidates = [1e30, 0.01, 1e20] } },
        });
        using var run = method.Begin();
        run.CarryOut(_ => { });
        Assert.Equal(0.01, run.State.ChosenRate);
        using var hopeless = new TinyMethod(Named("global-magnitude"), change: c => c with
        {
            Retraining = TinyTraining.Recipe(epochs: 2) with { LearningRate = new() { Rate = 1e30, Candidates = [1e30, 1e25] } },
        });
        using var failing = hopeless.Begin();
        Assert.Contains("of retraining", Assert.Throws<TrainingFailed>(() => failing.CarryOut(_ => { })).Message, StringComparison.Ordinal);
    }
}
