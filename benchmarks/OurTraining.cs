using System.Diagnostics;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Benchmarks;

/// <summary>The harness's own training: all of <see cref="Trainer"/>, data pipeline and bookkeeping included.</summary>
internal static class OurTraining
{
    /// <summary>Samples per second over some steps of the model's recipe, after a short run that is not counted.</summary>
    public static double Rate(string model, string precision, string data, int steps)
    {
        using var run = new Run(model, precision, data);
        run.Train(10);
        var clock = Stopwatch.StartNew();
        return run.Train(steps) / clock.Elapsed.TotalSeconds;
    }

    /// <summary>
    /// How fast the harness's loop is, as a fraction of a bare loop of forward, backward and optimizer step on one batch that lies
    /// in memory; in turns, the median of the pairs. Both loops have the same network, flat parameters and optimizer arithmetic.
    /// </summary>
    public static double LoopAgainstBare(string model, string data, int steps, int pairs)
    {
        using var run = new Run(model, "fp32", data);
        run.Train(10);
        run.TrainBare(10);
        return Median(Enumerable.Range(0, pairs).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            var whole = run.Train(steps) / clock.Elapsed.TotalSeconds;
            clock.Restart();
            return whole / (run.TrainBare(steps) / clock.Elapsed.TotalSeconds);
        }));
    }

    /// <summary>
    /// Samples per second of networks from which channels were removed (the same share of each group, at random), beside the dense one; in turns.
    /// </summary>
    /// <param name="data">Where CIFAR-10 lies.</param>
    /// <param name="speedups">Dense ÷ effective multiply-adds; 1 is the dense network.</param>
    /// <param name="steps">Of each turn.</param>
    /// <param name="turns">How many.</param>
    public static IReadOnlyList<(double Macs, IReadOnlyList<double> Rates)> Smaller(string data, IReadOnlyList<double> speedups, int steps, int turns)
    {
        var runs = speedups.Select(speedup => new Run("resnet20", "fp32", data, dense => Shrunk(dense, speedup))).ToList();
        foreach (var run in runs) run.Train(10);
        var rates = runs.Select(_ => new List<double>()).ToList();
        for (var turn = 0; turn < turns; turn++)
            foreach (var (run, own) in runs.Zip(rates))
            {
                var clock = Stopwatch.StartNew();
                own.Add(run.Train(steps) / clock.Elapsed.TotalSeconds);
            }
        var found = runs.Zip(rates, (run, own) => ((double)run.Macs, (IReadOnlyList<double>)own)).ToList();
        foreach (var run in runs) run.Dispose();
        return found;
    }

    private static Network Shrunk(Network dense, double speedup)
    {
        if (speedup == 1) return dense;
        var map = ChannelMap.Of(dense.Graph);
        var scores = ChannelScorer.Score(dense, map, new() { Criterion = ChannelCriteria.Find("random"), Seed = 1 });
        var cut = ChannelCut.Of(dense.Graph, map, scores, new() { Scope = "layer", Size = g => g.Macs, Most = (long)(dense.Graph.Macs / speedup), Seed = 1 });
        using (dense) return dense.Shrink(cut.Shrunk);
    }

    /// <summary>
    /// Of a forward and a backward pass: two for each multiply-add of the forward pass, and twice as many for the two gradients. What is
    /// no convolution and no linear layer counts nothing.
    /// </summary>
    public static double FlopsPerSample(string model, string dataset)
    {
        Native.Initialize();
        var info = DatasetCatalogue.Find(dataset).Info;
        using var network = Network.Create(ModelCatalogue.Find(model), info.Input, info.Classes, SeededStream.For(1, "initialization"));
        return 2.0 * 3 * network.Layers.Sum(l => l.Macs);
    }

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private sealed class Run : IDisposable
    {
        private readonly Dataset data;
        private readonly Network network;
        private readonly RecipeSpec recipe;
        private readonly string precision;

        public Run(string model, string precision, string folder, Func<Network, Network>? change = null)
        {
            Native.Initialize();
            var (dataset, name) = model == "resnet20" ? ("cifar10", "he-cifar") : ("mnist", "lottery-lenet");
            this.precision = precision;
            recipe = RecipeCatalogue.Find(name).Recipe;
            var whole = DatasetLoader.Load(dataset, new SearchPath([folder]));
            // A run ends with an evaluation on the validation split, which the opponents do not have: one batch of it is left.
            data = whole with { Validation = whole.Validation.Head(100) };
            network = Network.Create(ModelCatalogue.Find(model), data.Info.Input, data.Info.Classes, SeededStream.For(1, "initialization"));
            if (change is not null) network = change(network);
        }

        public long Macs => network.Graph.Macs;

        public long Train(int steps)
        {
            var setup = new TrainingSetup
            {
                Network = network, Data = data, Normalization = data.Normalization, Seed = 1, Precision = precision,
                Recipe = recipe with { Epochs = null, Steps = steps },
            };
            using var outcome = Trainer.Train(setup, TimeProvider.System, CancellationToken.None);
            return outcome.Samples;
        }

        public long TrainBare(int steps)
        {
            using var batch = Batches.Training(data.Train, data.Normalization, 1, 1, recipe.Batch, recipe.Flip, recipe.CropPadding).First();
            using var optimizer = FlatOptimizer.Create(recipe.Optimizer, network.Flat);
            network.Mode = PassMode.Training;
            for (var step = 0; step < steps; step++)
            {
                using (NewDisposeScope())
                {
                    network.Flat.Gradients.zero_();
                    nn.functional.cross_entropy(network.Forward(batch.Inputs), batch.Labels).backward();
                }
                optimizer.Step(recipe.LearningRate.Rate);
            }
            return steps * batch.Count;
        }

        public void Dispose()
        {
            network.Dispose();
            data.Dispose();
        }
    }
}
