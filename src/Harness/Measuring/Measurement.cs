using Bench.Harness.Methods;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;

namespace Bench.Harness.Measuring;

/// <summary>Turns a protocol's counts and a run's outcome into the records that are stored.</summary>
internal static class Measurement
{
    /// <param name="counts">By the protocol's rules.</param>
    /// <param name="connectivity">Of the same masks; null where it was not measured.</param>
    /// <param name="footprint">Of the network that is handed on; null where it was not counted.</param>
    public static SizeRecord SizeOf(NetworkCounts counts, Connectivity? connectivity = null, FootprintRecord? footprint = null) => new()
    {
        TotalParameters = counts.TotalParameters,
        PrunableParameters = counts.PrunableParameters,
        AskedKept = counts.AskedKept,
        KeptPrunable = counts.KeptPrunable,
        KeptParameters = counts.KeptParameters,
        AchievedCompression = counts.AchievedCompression,
        DenseMacs = counts.DenseMacs,
        EffectiveMacs = counts.EffectiveMacs,
        TheoreticalSpeedup = counts.TheoreticalSpeedup,
        DenseBytes = counts.DenseBytes,
        SparseBytes = counts.SparseBytes,
        TiedScores = counts.TiedScores,
        EffectiveKept = connectivity?.EffectiveKept,
        EffectiveDensity = connectivity?.EffectiveDensity,
        CutOffOutputs = connectivity?.CutOffOutputs,
        Footprint = footprint,
    };

    /// <inheritdoc cref="SizeOf"/>
    public static IReadOnlyList<LayerRecord> LayersOf(NetworkCounts counts, Connectivity? connectivity = null) =>
    [
        .. counts.Layers.Select((layer, i) => new LayerRecord
        {
            Index = layer.Layer.Index,
            Name = layer.Layer.Name,
            Kind = layer.Layer.Kind == LayerKind.Conv2d ? "conv2d" : "linear",
            Shape = string.Join('×', layer.Layer.WeightShape),
            Prunable = layer.Prunable,
            Weights = layer.Weights,
            Kept = layer.Kept,
            DenseMacs = layer.DenseMacs,
            EffectiveMacs = layer.EffectiveMacs,
            Dead = layer.Dead,
            EffectiveKept = connectivity?.Layers[i].EffectiveKept,
            DisconnectedOutputs = connectivity?.Layers[i].DisconnectedOutputs,
            Channels = (int)layer.Layer.WeightShape[0],
            KeptChannels = layer.KeptChannels,
            DeadChannels = connectivity?.Layers[i].DisconnectedOutputs,
        }),
    ];

    /// <param name="run">Whose steps are all done.</param>
    /// <param name="trainSamples">Of the training split.</param>
    public static BudgetRecord BudgetOf(MethodRun run, int trainSamples)
    {
        var (training, state) = (run.Training, run.State);
        var samples = training.Samples + state.Renewed;
        return new()
        {
            Epochs = training.Log.Count,
            Steps = training.Steps,
            Samples = training.Samples,
            Macs = state.Macs,
            TotalEpochs = (double)samples / trainSamples,
            TotalSamples = samples,
            TotalMacs = state.Macs + state.RenewalMacs,
            ActiveShare = run.ActiveShare,
            ChosenRate = state.ChosenRate,
        };
    }

    /// <param name="headline">The headline on the test set.</param>
    /// <param name="dense">Predictions, on the test set, of the dense network that the cell started from.</param>
    public static LossRecord LossOf(EvaluationDetails headline, IReadOnlyList<int> dense) => new()
    {
        Classes = headline.Classes,
        CalibrationError = headline.CalibrationError,
        DenseAgreement = headline.AgreementWith(dense),
    };
}
