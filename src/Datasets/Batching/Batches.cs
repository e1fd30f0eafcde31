using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>
/// Batches of samples. Each batch is fresh, normalized, channels-last and outside of all dispose scopes: whoever gets
/// it disposes it. The last batch may be short. Batches are made where the samples are.
/// </summary>
public static class Batches
{
    /// <summary>
    /// All samples once, in the order of (seed, epoch), augmented by draws of (seed, epoch): padded by
    /// <paramref name="cropPadding"/> zero pixels on each side and cropped at random (0: not), or a part of at least <paramref name="resizedCrop"/> of the area
    /// cropped and resized (0: not), and mirrored with probability one half.
    /// </summary>
    public static IEnumerable<LabeledBatch> Training(
        Samples samples, Normalization normalization, long seed, int epoch, int batch, bool flip, int cropPadding, double resizedCrop = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(resizedCrop);
        ArgumentOutOfRangeException.ThrowIfNegative(cropPadding);
        return Enumerate();

        IEnumerable<LabeledBatch> Enumerate()
        {
            var order = SeededStream.For(seed, "data order", epoch).Permutation(samples.Count);
            var augmentation = new Augmentation(SeededStream.For(seed, "augmentation", epoch), flip, cropPadding, resizedCrop);
            var normalizer = new Normalizer(normalization, samples);
            foreach (var positions in order.Chunk(batch)) yield return Gather(samples, normalizer, positions, augmentation);
        }
    }

    /// <summary>All samples once, in their order.</summary>
    public static IEnumerable<LabeledBatch> InOrder(Samples samples, Normalization normalization, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        var normalizer = new Normalizer(normalization, samples);
        return Enumerable.Range(0, (samples.Count + batch - 1) / batch)
            .Select(i => Slice(samples, normalizer, i * batch, Math.Min(batch, samples.Count - i * batch)));
    }

    /// <summary>
    /// <paramref name="count"/> samples (all, where there are fewer) for data-dependent criteria: stratified by class, chosen and
    /// mixed by the seed, not augmented.
    /// </summary>
    public static IReadOnlyList<LabeledBatch> Scoring(
        Samples samples, Normalization normalization, int classes, int count, int batch, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        var stream = SeededStream.For(seed, "scoring batches");
        using var labels = samples.Labels.cpu();
        var (chosen, _) = Stratified.Split(labels.data<long>().ToArray(), classes, Math.Min(count, samples.Count), stream);
        stream.Shuffle<int>(chosen);
        var normalizer = new Normalizer(normalization, samples);
        return [.. chosen.Select(i => (long)i).Chunk(batch).Select(positions => Gather(samples, normalizer, positions, null))];
    }

    private static LabeledBatch Gather(Samples samples, Normalizer normalizer, long[] positions, Augmentation? augmentation)
    {
        using var _ = NewDisposeScope();
        var pixels = samples.Store.At(positions); // (N, H, W, C) uint8
        if (augmentation is not null) pixels = augmentation.Apply(pixels);
        return normalizer.Batch(pixels, samples.Labels.index_select(0, tensor(positions, device: samples.Labels.device)));
    }

    private static LabeledBatch Slice(Samples samples, Normalizer normalizer, int start, int count)
    {
        using var _ = NewDisposeScope();
        return normalizer.Batch(samples.Store.From(start, count), samples.Labels.narrow(0, start, count).clone());
    }
}
