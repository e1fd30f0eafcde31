using Bench.Core;

namespace Bench.Tests.Core;

/// <summary>Streams that give the same numbers on every machine, for ever.</summary>
public sealed class SeededStreamTests
{
    [Fact]
    public void A_stream_is_SplitMix64_from_the_hash_of_its_name() // computed outside the product, from the published constants
    {
        var stream = SeededStream.For(1, "data order", 3);
        Assert.Equal([17237400941828752404ul, 10131204500751072779ul, 820975278928638683ul], [stream.NextUInt64(), stream.NextUInt64(), stream.NextUInt64()]);
    }

    [Theory]
    [InlineData(2, "data order", 3)]
    [InlineData(1, "augmentation", 3)]
    [InlineData(1, "data order", 4)]
    public void Another_seed_purpose_or_index_is_another_stream(long seed, string purpose, long index) =>
        Assert.NotEqual(SeededStream.For(1, "data order", 3).NextUInt64(), SeededStream.For(seed, purpose, index).NextUInt64());

    [Fact]
    public void Whole_numbers_are_uniform()
    {
        var stream = SeededStream.For(5, "test");
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[stream.NextInt(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400)); // 10,000 ± 4 standard deviations
    }

    [Fact]
    public void Normal_numbers_have_mean_0_and_deviation_1()
    {
        var stream = SeededStream.For(5, "test");
        var values = Enumerable.Range(0, 100_000).Select(_ => stream.NextNormal()).ToList();
        Assert.InRange(values.Average(), -0.013, 0.013);
        Assert.InRange(values.Average(v => v * v), 0.98, 1.02);
    }

    [Fact]
    public void A_permutation_has_every_number_once_and_moves_most()
    {
        var order = SeededStream.For(5, "test").Permutation(1000);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), order.Order());
        Assert.InRange(order.Where((n, i) => n == i).Count(), 0, 10);
    }
}
