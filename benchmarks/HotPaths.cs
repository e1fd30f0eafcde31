using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
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

/// <summary>The inner parts of a cell, by BenchmarkDotNet, in this process: the projects that it generates lack our build files.</summary>
public static class HotPaths
{
    /// <returns>Whether all were measured.</returns>
    public static bool Run(string data)
    {
        DataPipeline.Folder = data;
        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance))
            .WithOptions(ConfigOptions.DisableOptimizationsValidator);
        return BenchmarkRunner.Run([typeof(DataPipeline), typeof(Steps), typeof(Pruning), typeof(Checkpoints), typeof(Evaluation)], config)
            .All(s => !s.HasCriticalValidationErrors && s.Reports.All(r => r.Success));
    }

    public class DataPipeline
    {
        internal static string Folder { get; set; } = ".";

        private Dataset cifar = null!;

        [GlobalSetup]
        public void Load()
        {
            Native.Initialize();
            cifar = DatasetLoader.Load("cifar10", new SearchPath([Folder]));
        }

        [GlobalCleanup]
        public void Dispose() => cifar.Dispose();

        [Benchmark(Description = "10 batches of 128 of cifar10, cropped, flipped, normalized")]
        public void Augmented() => Draw(flip: true, cropPadding: 4);

        [Benchmark(Description = "10 batches of 128 of cifar10, normalized")]
        public void Plain() => Draw(flip: false, cropPadding: 0);

        private void Draw(bool flip, int cropPadding)
        {
            foreach (var batch in Batches.Training(cifar.Train, cifar.Normalization, 1, 1, 128, flip, cropPadding).Take(10)) batch.Dispose();
        }
    }

    public class Steps
    {
        private readonly Network network = ResNet20();
        private readonly Tensor inputs;
        private readonly Tensor labels = zeros(128, dtype: ScalarType.Int64);
        private readonly FlatOptimizer sgd, adam;
        private readonly Tensor mask;

        public Steps()
        {
            inputs = Layout.ChannelsLast(randn(128, 3, 32, 32));
            sgd = FlatOptimizer.Create(RecipeCatalogue.Find("he-cifar").Recipe.Optimizer, network.Flat);
            adam = FlatOptimizer.Create(RecipeCatalogue.Find("shrinkbench-cifar").Recipe.Optimizer, network.Flat);
            mask = ones_like(network.Flat.Values);
        }

        [Benchmark(Description = "resnet20, batch 128: forward and backward")]
        public void ForwardBackward()
        {
            using var scope = NewDisposeScope();
            network.Mode = PassMode.Training;
            network.Flat.Gradients.zero_();
            nn.functional.cross_entropy(network.Forward(inputs), labels).backward();
        }

        [Benchmark(Description = "resnet20: a step of SGD with momentum")]
        public void Sgd() => sgd.Step(0);

        [Benchmark(Description = "resnet20: a step of Adam")]
        public void Adam() => adam.Step(0);

        [Benchmark(Description = "resnet20: the masks applied again")]
        public void Mask() => network.Flat.ApplyMask(mask);
    }

    public class Pruning
    {
        private readonly Network network = Network.Create(
            ModelCatalogue.Find("vgg16-bn"), new(3, 32, 32), 10, SeededStream.For(1, "initialization"));

        [Params("global", "layer")]
        public string Scope { get; set; } = "global";

        [Benchmark(Description = "vgg16-bn, 15 million weights: magnitude scores and an exact cut to 1/16")]
        public void Prune()
        {
            var protocol = Protocols.Find("bench");
            using var scores = Pruner.Score(network, protocol, Criteria.Find("magnitude"), [], BatchNormMode.Eval, 1);
            using var masks = Pruner.Cut(network, protocol, Scopes.Find(Scope), scores, 16, 1);
        }
    }

    public class Checkpoints
    {
        private readonly string folder = Directory.CreateTempSubdirectory("bench-").FullName;
        private readonly Dictionary<string, Tensor> copies;
        private readonly CheckpointFile file;

        public Checkpoints()
        {
            using var network = ResNet20();
            // Weights, those of the best epoch, masks, momentum.
            copies = Enumerable.Range(0, 4).ToDictionary(i => $"copy{i}", _ => network.Flat.Values.detach().clone());
            file = new(folder, "run", "1", TimeSpan.Zero, TimeProvider.System, Console.Error.WriteLine);
        }

        [Benchmark(Description = "resnet20: a checkpoint written, hashed and flushed to the disk")]
        public void Write() => file.Write(copies, "{}");

        [GlobalCleanup]
        public void Delete()
        {
            foreach (var copy in copies.Values) copy.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    public class Evaluation
    {
        private readonly Network network = ResNet20();
        private readonly Samples samples = Black(2000);

        [Benchmark(Description = "resnet20: 2,000 samples evaluated")]
        public void Evaluate() => Evaluator.Evaluate(network, samples, new([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]), "last", "test");
    }

    private static Samples Black(int count) => new(zeros(count, 3, 32, 32, dtype: ScalarType.Byte), zeros(count, dtype: ScalarType.Int64));

    private static Network ResNet20()
    {
        Native.Initialize();
        return Network.Create(ModelCatalogue.Find("resnet20"), new(3, 32, 32), 10, SeededStream.For(1, "initialization"));
    }
}
