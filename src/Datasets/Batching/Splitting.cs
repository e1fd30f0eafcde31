using System.Buffers.Binary;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>The validation split: a tenth of the training set, stratified, the same whatever the seed.</summary>
internal static class Splitting
{
    /// <summary>Positions that are left for training, and those of the split.</summary>
    /// <exception cref="UserError">There are too few samples.</exception>
    public static (int[] Train, int[] Validation) Of(string dataset, IReadOnlyList<long> labels, int classes)
    {
        if (labels.Count < 10) throw new UserError($"dataset {dataset}: {labels.Count} training samples; at least 10 are needed to split off a tenth for validation");
        var (validation, train) = Stratified.Split(labels, classes, (int)Math.Round(labels.Count / 10.0), SeededStream.For(0, "validation split"));
        return (train, validation);
    }

    /// <summary>Of sorted positions as little-endian 64-bit integers.</summary>
    public static string FingerprintOf(int[] positions)
    {
        var bytes = new byte[8 * positions.Length];
        for (var i = 0; i < positions.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), positions[i]);
        return Fingerprint.Of(bytes);
    }
}
