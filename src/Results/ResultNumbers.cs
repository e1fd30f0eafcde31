using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>What else is known of a finished cell in numbers, all by the names of <c>v_sweep_results</c>; null where it was not recorded.</summary>
public sealed record ResultNumbers
{
    /// <summary>Of a cell of which nothing else is known.</summary>
    public static ResultNumbers None { get; } = new();

    /// <summary>The columns, in the order of <see cref="Read"/>.</summary>
    internal const string Columns =
        """
        f.kept_parameters, f.effective_macs, f.sparse_bytes, f.file_bytes, f.compressed_bytes, f.inference_bytes, f.latency_1, f.latency_128,
        f.budget_total_macs, f.worst_class_top1, f.calibration_error, f.dense_agreement, f.test_top5_before, f.test_loss_before,
        f.onnx_measured_speedup_1, f.onnx_measured_speedup_128, f.onnx_latency_1, f.onnx_latency_128, f.budget_total_epochs
        """;

    /// <summary>Parameters that are left.</summary>
    public double? KeptParameters { get; init; }

    /// <summary>Multiply-adds of one sample that touch a kept weight.</summary>
    public double? EffectiveMacs { get; init; }

    /// <summary>Bytes of the weights with a bit for each pruned one, of a file of the network, of that file in gzip, and of memory for one sample.</summary>
    public double? SparseBytes { get; init; }
    public double? FileBytes { get; init; }
    public double? CompressedBytes { get; init; }
    public double? InferenceBytes { get; init; }

    /// <summary>Seconds of a pass of one sample and of 128, measured.</summary>
    public double? Latency1 { get; init; }
    public double? Latency128 { get; init; }

    /// <summary>Measured in ONNX Runtime: the dense network's latency ÷ that of the one that is handed on, of one sample and of 128, and the latter.</summary>
    public double? OnnxSpeedup1 { get; init; }
    public double? OnnxSpeedup128 { get; init; }
    public double? OnnxLatency1 { get; init; }
    public double? OnnxLatency128 { get; init; }

    /// <summary>Epochs of all training after the start, in fractions.</summary>
    public double? EpochsAfterStart { get; init; }

    /// <summary>Multiply-adds of all training after the start.</summary>
    public double? BudgetMacs { get; init; }

    /// <summary>Of the headline on the test set.</summary>
    public double? WorstClassTop1 { get; init; }
    public double? CalibrationError { get; init; }
    public double? DenseAgreement { get; init; }

    /// <summary>Pruned and not yet retrained, on the test set.</summary>
    public double? Top5Before { get; init; }
    public double? LossBefore { get; init; }

    /// <summary>Reads them from a row, from column <paramref name="first"/>.</summary>
    internal static ResultNumbers Read(SqliteDataReader row, int first)
    {
        return new()
        {
            KeptParameters = At(0), EffectiveMacs = At(1), SparseBytes = At(2), FileBytes = At(3), CompressedBytes = At(4),
            InferenceBytes = At(5), Latency1 = At(6), Latency128 = At(7), BudgetMacs = At(8), WorstClassTop1 = At(9), CalibrationError = At(10),
            DenseAgreement = At(11), Top5Before = At(12), LossBefore = At(13),
            OnnxSpeedup1 = At(14), OnnxSpeedup128 = At(15), OnnxLatency1 = At(16), OnnxLatency128 = At(17), EpochsAfterStart = At(18),
        };

        double? At(int i) => row.IsDBNull(first + i) ? null : row.GetDouble(first + i);
    }
}
