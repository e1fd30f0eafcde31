using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Sweeps;
using Bench.Tensors;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Training;

/// <summary>What is added to gradients beside the loss: the L1 term on norm scales, and the L2 penalty that grows.</summary>
public sealed class PenaltyTests : IDisposable
{
    private const double Rate = 0.02;
    private const float Tolerance = 1e-7f; // half a rounding of numbers near 1

    private static readonly Growth Rule = new(Every: 3, By: 0.5, Most: 1.25);

    private readonly TemporaryFolder folder = new();
    private readonly Dataset data = TinyTraining.Data();

    public void Dispose()
    {
        data.Dispose();
        folder.Dispose();
    }

    [Theory, InlineData("fp32"), InlineData("bf16")]
    public void Each_norm_scale_gets_s_times_its_sign_and_nothing_else_gets_anything(string precision)
    {
        using var scope = NewDisposeScope();
        var (plain, slimmed) = (AfterOneStep(0), AfterOneStep(0.25));

        // −rate · s · sign(γ), of scales 1, −0.5, 0 and so on.
        foreach (var name in plain.Keys)
        {
            var moved = slimmed[name] - plain[name];
            if (name != "bn.weight") Assert.Equal(0, moved.count_nonzero().item<long>());
            else Assert.InRange((moved - tensor(new[] { -1f, 1, 0, -1, 1, 0, -1, 1 }).mul(Scalars.Of(Rate * 0.25))).abs().max().item<float>(), 0, Tolerance);
        }

        Dictionary<string, Tensor> AfterOneStep(double s)
        {
            using var network = TinyTraining.Network();
            using (no_grad()) network.Find("bn.weight").copy_(tensor(new[] { 1f, -0.5f, 0, 1, -0.5f, 0, 1, -0.5f }));
            using var _ = TinyTraining.Train(TinyTraining.Setup(network, data, Plain(1) with { ScaleL1 = s }) with { Precision = precision });
            return network.CopyState();
        }
    }

    [Theory, InlineData("fp32"), InlineData("bf16")]
    public void A_run_with_the_term_on_norm_scales_that_was_interrupted_ends_with_the_same_bits(string precision)
    {
        var recipe = TinyTraining.Recipe() with { ScaleL1 = 0.1 };
        using var whole = TinyTraining.Network();
        Train(whole, recipe, session => session.TrainTo(session.Length), precision);
        using (var stopped = TinyTraining.Network())
            Train(stopped, recipe, session =>
            {
                session.TrainTo(6);
                session.SaveIfDue();
            }, precision, Checkpoint());
        using var resumed = TinyTraining.Network();
        Train(resumed, recipe, session =>
        {
            Assert.Equal(6, session.Position);
            session.TrainTo(session.Length);
        }, precision, Checkpoint());
        Assert.Equal(TinyTraining.Bits(whole), TinyTraining.Bits(resumed));
    }

    [Fact]
    public void A_model_without_norms_is_not_trained_by_a_term_on_their_scales()
    {
        using var network = TestNetworks.Build("linear", new(3, 8, 8), TinyTraining.Classes, x => x.Flatten().Linear("fc", TinyTraining.Classes));
        var mistake = Assert.Throws<UserError>(() => TinyTraining.Train(TinyTraining.Setup(network, data, Plain(1) with { ScaleL1 = 1e-4 }) with { Phase = "pretraining" }));
        Assert.Equal("pretraining: 'scale-l1' bears on the scales of norms, and model linear has none", mistake.Message);
        using var bare = TestNetworks.Build("bare", new(3, 8, 8), TinyTraining.Classes, x => x.Convolution("conv", 4, 3).Norm("norm", affine: false).Mean().Linear("fc", TinyTraining.Classes));
        Assert.Equal(
            "pretraining: 'scale-l1' bears on the scales of norms, and model bare has none",
            Assert.Throws<UserError>(() => TinyTraining.Train(TinyTraining.Setup(bare, data, Plain(1) with { ScaleL1 = 1e-4 }) with { Phase = "pretraining" })).Message);
    }

    [Fact]
    public void A_network_that_the_run_moves_to_has_the_term_on_its_own_scales()
    {
        using var network = TinyTraining.Network();
        using var twin = network.Like(network.Graph);
        using var expected = TinyTraining.Network();
        var recipe = Plain(4) with { ScaleL1 = 0.5 };
        Train(expected, recipe, session => session.TrainTo(4));
        Train(network, recipe, session =>
        {
            session.TrainTo(2);
            twin.LoadState(network.State.ToDictionary(t => t.Name, t => t.Tensor));
            session.MoveTo(twin, moments => moments.clone());
            session.TrainTo(4);
        });
        Assert.Equal(TinyTraining.Bits(expected), TinyTraining.Bits(twin));
    }

    // Weights 1, −2, 3, 0.5, of which the first and the third are condemned; λ is 0.5 three times, 1 three times, then 1.25.
    [Theory]
    [InlineData(5, 1.5f, 2.5f), InlineData(7, 1.5f, 2.5f), InlineData(8, 2, 4), InlineData(10, 2, 4), InlineData(11, 2.25f, 4.75f), InlineData(1000, 2.25f, 4.75f)]
    public void The_growing_penalty_adds_its_coefficient_times_the_weight_to_the_gradient(int step, float first, float third)
    {
        using var scope = NewDisposeScope();
        using var network = TestNetworks.TwoLinear(1, -2, 3, 0.5f);
        using var _ = no_grad();
        network.Flat.Gradients.fill_(Scalars.One);
        var condemned = zeros_like(network.Flat.Values);
        condemned[0] = condemned[2] = 1;

        new GrowingPenalty(condemned, Rule, Begun: 5).AddTo(network.Flat, step);

        Assert.Equal([first, 1, third, 1, .. Enumerable.Repeat(1f, (int)network.Flat.Values.NumberOfElements - 4)], network.Flat.Gradients.data<float>().ToArray());
    }

    [Theory, InlineData("fp32"), InlineData("bf16")]
    public void A_session_penalizes_from_the_next_step_on(string precision)
    {
        using var scope = NewDisposeScope();
        using var penalized = TinyTraining.Network();
        using var plain = TinyTraining.Network();
        var condemned = EveryThird(penalized);
        Tensor? before = null, after = null, without = null;
        Train(plain, Plain(4), session => { session.TrainTo(3); without = plain.Flat.Values.clone(); }, precision);
        Train(penalized, Plain(4), session =>
        {
            session.TrainTo(2);
            before = penalized.Flat.Values.clone();
            session.Penalize(new(condemned, Rule, session.Position));
            session.TrainTo(3);
            after = penalized.Flat.Values.clone();
        }, precision);

        var expected = (condemned * before!).mul(Scalars.Of(-Rate * 0.5));
        Assert.InRange((after! - without! - expected).abs().max().item<float>(), 0, 2 * Tolerance);
        Assert.Equal(0, (after! - without!)[condemned.eq(Scalars.Zero)].count_nonzero().item<long>());
    }

    [Fact]
    public void A_penalty_taken_up_again_at_any_step_is_the_one_that_was_begun()
    {
        using var whole = TinyTraining.Network();
        using var condemned = EveryThird(whole);
        Train(whole, TinyTraining.Recipe(), session =>
        {
            session.TrainTo(2);
            session.Penalize(new(condemned, Rule, 2));
            session.TrainTo(session.Length);
        });
        Assert.Equal(TinyTraining.Bits(whole), InParts(begun: 2));
        Assert.NotEqual(TinyTraining.Bits(whole), InParts(begun: 7)); // in which it would have begun anew

        IReadOnlyList<byte[]> InParts(int begun)
        {
            using (var first = TinyTraining.Network())
                Train(first, TinyTraining.Recipe(), session =>
                {
                    session.TrainTo(2);
                    session.Penalize(new(condemned, Rule, 2));
                    session.TrainTo(7);
                    session.SaveIfDue();
                }, checkpoint: Checkpoint());
            using var second = TinyTraining.Network();
            Train(second, TinyTraining.Recipe(), session =>
            {
                Assert.Equal(7, session.Position);
                session.Penalize(new(condemned, Rule, begun));
                session.TrainTo(session.Length);
            }, checkpoint: Checkpoint());
            foreach (var file in CheckpointFile.Of(folder.Path, "run")) File.Delete(file);
            return TinyTraining.Bits(second);
        }
    }

    // Steps of plain gradient descent.
    private static RecipeSpec Plain(int steps) => TinyTraining.Recipe(new() { Name = "sgd" }, Rate) with { Epochs = null, Steps = steps };

    private static Tensor EveryThird(Network network)
    {
        var condemned = zeros_like(network.Flat.Values);
        condemned[TensorIndex.Slice(0, null, 3)] = 1;
        return condemned;
    }

    private CheckpointFile Checkpoint() => new(folder.Path, "run", "1", TimeSpan.Zero, TimeProvider.System, warning => Assert.Fail(warning));

    private void Train(Network network, RecipeSpec recipe, Action<TrainingSession> train, string precision = "fp32", CheckpointFile? checkpoint = null)
    {
        using var state = TrainingState.StartOrResume(network, checkpoint);
        using var session = new TrainingSession(TinyTraining.Setup(network, data, recipe) with { Precision = precision }, state, TimeProvider.System, CancellationToken.None);
        train(session);
    }
}
