using Bench.Core;
using Bench.Datasets;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Datasets;

public sealed class BatchesTests
{
    private static readonly Normalization Plain = new([0, 0, 0], [1 / 255.0, 1 / 255.0, 1 / 255.0]); // leaves raw values

    [Fact]
    public void Every_sample_comes_once_an_epoch_the_last_short_batch_too()
    {
        using var samples = Numbered(10);
        var batches = Read(Batches.Training(samples, Plain, seed: 1, epoch: 1, batch: 4, flip: false, cropPadding: 0));
        Assert.Equal([4, 4, 2], batches.Select(b => b.Labels.Length));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), batches.SelectMany(b => b.Labels).Order());
        Assert.All(batches.SelectMany(b => b.Labels.Zip(b.Images)), pair => Assert.Equal(pair.First, (long)pair.Second[0]));
    }

    [Fact]
    public void Order_depends_on_seed_and_epoch_alone()
    {
        using var samples = Numbered(50);
        long[] Order(long seed, int epoch) => [.. Read(Batches.Training(samples, Plain, seed, epoch, 8, false, 0)).SelectMany(b => b.Labels)];
        Assert.Equal(Order(1, 1), Order(1, 1));
        Assert.NotEqual(Order(1, 1), Order(1, 2));
        Assert.NotEqual(Order(1, 1), Order(2, 1));
    }

    [Fact]
    public void Augmentation_does_not_change_the_order_and_repeats_when_enumerated_again()
    {
        using var samples = Numbered(50);
        var augmented = Batches.Training(samples, Plain, 1, 1, 8, true, 2);
        var (first, second) = (Read(augmented), Read(augmented));
        Assert.Equal(first.SelectMany(b => b.Images).SelectMany(i => i), second.SelectMany(b => b.Images).SelectMany(i => i));
        Assert.Equal(Read(Batches.Training(samples, Plain, 1, 1, 8, false, 0)).SelectMany(b => b.Labels), first.SelectMany(b => b.Labels));
    }

    [Fact]
    public void Crops_and_flips_are_those_of_the_padded_raw_image()
    {
        // 2×2 pixels of two channels. With one pixel of padding there are nine crops, each in two directions.
        using var samples = new Samples(
            tensor(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }).view(1, 2, 2, 2).expand(400, -1, -1, -1).contiguous(), zeros(400, dtype: int64));
        byte[,] padded = { { 0, 0, 0, 0 }, { 0, 1, 2, 0 }, { 0, 3, 4, 0 }, { 0, 0, 0, 0 } };
        var expected = new HashSet<string>();
        foreach (var flip in new[] { false, true })
            for (var top = 0; top < 3; top++)
                for (var left = 0; left < 3; left++)
                {
                    var plane = new List<int>();
                    for (var row = 0; row < 2; row++)
                        for (var column = 0; column < 2; column++)
                            plane.Add(padded[top + row, left + (flip ? 1 - column : column)]);
                    expected.Add(string.Join(',', plane.Concat(plane.Select(v => v == 0 ? 0 : v + 4))));
                }
        var seen = Read(Batches.Training(samples, Plain, 3, 1, 100, flip: true, cropPadding: 1))
            .SelectMany(b => b.Images).Select(image => string.Join(',', image)).ToHashSet();
        Assert.Equal(expected.Order(), seen.Order());
    }

    [Fact]
    public void Flips_alone_are_about_half_of_all_and_mirror_rows()
    {
        using var samples = new Samples(tensor(new byte[] { 1, 2, 3, 4, 5, 6 }).view(1, 1, 2, 3).expand(1000, -1, -1, -1).contiguous(), zeros(1000, dtype: int64));
        var images = Read(Batches.Training(samples, Plain, 3, 1, 128, flip: true, cropPadding: 0))
            .SelectMany(b => b.Images).GroupBy(i => string.Join(',', i)).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(["1,2,3,4,5,6", "3,2,1,6,5,4"], images.Keys.Order());
        Assert.InRange(images["3,2,1,6,5,4"], 440, 560);
    }

    [Fact]
    public void Normalizes_each_channel_and_lays_channels_last()
    {
        using var samples = new Samples(tensor(new byte[] { 0, 255, 51, 102 }).view(1, 2, 1, 2), zeros(1, dtype: int64));
        using var batch = Assert.Single(Batches.InOrder(samples, new([0.5, 0.1], [0.25, 0.5]), 8));
        Assert.Equal([-2f, 2f, 0.2f, 0.6f], batch.Inputs.contiguous().data<float>(), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([4, 1, 4, 2], batch.Inputs.stride());
        Assert.Equal(float32, batch.Inputs.dtype);
        Assert.Equal(int64, batch.Labels.dtype);
    }

    [Fact]
    public void In_order_means_the_samples_order()
    {
        using var samples = Numbered(7);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], Read(Batches.InOrder(samples, Plain, 3)).SelectMany(b => b.Labels));
    }

    [Fact]
    public void Scoring_batches_are_stratified_and_mixed()
    {
        long[] labels = [.. Enumerable.Repeat(0L, 60), .. Enumerable.Repeat(1L, 30), .. Enumerable.Repeat(2L, 10)];
        using var samples = new Samples(zeros(100, 1, 1, 1, dtype: uint8), tensor(labels));
        long[] Chosen(long seed) => [.. Read(Batches.Scoring(samples, Plain, 3, 20, 8, seed)).SelectMany(b => b.Labels)];
        Assert.Equal([12, 6, 2], Enumerable.Range(0, 3).Select(c => Chosen(1).Count(l => l == c)));
        Assert.NotEqual(Chosen(1), Chosen(1).Order());
        Assert.Equal(Chosen(1), Chosen(1));
        Assert.NotEqual(Chosen(1), Chosen(2));
        Assert.Equal(100, Read(Batches.Scoring(samples, Plain, 3, 1024, 64, 1)).Sum(b => b.Labels.Length));
    }

    [Fact]
    public void Batches_outlive_the_scope_they_were_made_in_and_leave_nothing_behind()
    {
        using var samples = Numbered(64);
        void Run()
        {
            IReadOnlyList<Bench.Tensors.LabeledBatch> kept;
            using (NewDisposeScope()) kept = [.. Batches.Training(samples, Plain, 1, 1, 8, true, 2), .. Batches.InOrder(samples, Plain, 8)];
            Assert.All(kept, b => Assert.False(b.Inputs.IsInvalid));
            foreach (var batch in kept) batch.Dispose();
        }
        Run();
        GC.Collect(); // what earlier tests left is finalized now, not while this one counts
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 5; i++) Run();
        Assert.InRange(Tensor.TotalCount, 0, before); // fewer where more is finalized late
    }

    // Images of one pixel in three channels, whose value is their label.
    private static Samples Numbered(int count) => new(
        arange(Scalars.Zero, Scalars.Of(count), Scalars.One).to_type(uint8).view(count, 1, 1, 1).expand(-1, 3, 1, 1).contiguous(), arange(Scalars.Zero, Scalars.Of(count), Scalars.One));

    private static List<(float[][] Images, long[] Labels)> Read(IEnumerable<Bench.Tensors.LabeledBatch> batches)
    {
        var read = new List<(float[][], long[])>();
        foreach (var batch in batches)
            using (batch)
            {
                using var flat = batch.Inputs.contiguous().view(batch.Count, -1);
                read.Add(([.. flat.round().data<float>().ToArray().Chunk((int)flat.shape[1])], batch.Labels.data<long>().ToArray()));
            }
        return read;
    }
}
