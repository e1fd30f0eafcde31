using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Results;
using Bench.Sweeps;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>A training run failed in a way that has a name, such as a NaN loss; another try would fail just so.</summary>
public sealed class TrainingFailed(string message) : Exception(message);

/// <summary>What a training run starts from, besides the network.</summary>
public sealed record TrainingSetup
{
    public required Network Network { get; init; }
    public required Dataset Data { get; init; }

    /// <summary>With which the inputs are normalized: the data set's own, or that of imported weights.</summary>
    public required Normalization Normalization { get; init; }
    public required RecipeSpec Recipe { get; init; }

    /// <summary>The step, from 0, of the recipe's run at which this one begins: its learning rates and data go on from there; the optimizer is fresh.</summary>
    public int From { get; init; }

    /// <summary>Steps of the recipe's whole run, where it is not as long as the recipe says.</summary>
    public int? Length { get; init; }

    /// <summary>What the run is, for messages: <c>pretraining</c> or <c>retraining</c>.</summary>
    public string Phase { get; init; } = "training";
    public required int Seed { get; init; }

    /// <summary><c>fp32</c>, or <c>bf16</c>: convolutions and linear layers in bfloat16 with fp32 master weights, statistics and losses.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>Zeros and ones laid out like the flat parameters (T); null: nothing is pruned.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>On whose outputs, and how, the network is trained besides; null: on labels alone.</summary>
    public Teacher? Teacher { get; init; }

    /// <summary>Weights that keep their values under the mask, for masks that change; null: what is pruned is 0.</summary>
    public LatentWeights? Latent { get; init; }

    /// <summary>Where interrupted runs are kept; null: nowhere.</summary>
    public CheckpointFile? Checkpoint { get; init; }

    /// <summary>Told after every epoch, and now and then in between.</summary>
    public Action<TrainingProgress>? Progress { get; init; }
}

/// <summary>How far a run is.</summary>
public sealed record TrainingProgress(int Epoch, int Epochs, int Step, int Steps);

/// <summary>What came out of a run; the network holds the weights of the last epoch.</summary>
public sealed class TrainingOutcome : IDisposable
{
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>The epoch (from 1) with the highest validation top-1, the earliest on a tie.</summary>
    public required int SelectedEpoch { get; init; }

    /// <summary>Parameters and buffers at the end of the selected epoch.</summary>
    internal Snapshot Selected { get; init; } = null!;
    public required int Steps { get; init; }

    /// <summary>Samples of the validation split.</summary>
    public required int ValidationSamples { get; init; }

    /// <summary>Training samples seen, with repetition.</summary>
    public required long Samples { get; init; }

    /// <summary>The evaluation of the validation split after the last or the selected epoch, as it was made then.</summary>
    /// <param name="point"><c>last</c> or <c>selected</c>.</param>
    public Evaluation Validation(string point) => ValidationOf(Epochs[point == "last" ? ^1 : SelectedEpoch - 1], point, ValidationSamples);

    internal static Evaluation ValidationOf(EpochRecord epoch, string point, int samples) => new()
    {
        Point = point, Split = "validation", Loss = epoch.ValidationLoss, Total = samples,
        Correct = (int)Math.Round(epoch.ValidationTop1 * samples), CorrectTop5 = (int)Math.Round(epoch.ValidationTop5 * samples),
    };

    /// <summary>Puts the weights of the selected epoch into the network.</summary>
    public void RestoreSelected(Network network) => Selected.Restore(network);

    /// <inheritdoc/>
    public void Dispose() => Selected.Dispose();
}
