using Bench.Core;
using Bench.Datasets;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Datasets;

public sealed class ResizedCropTests
{
    [Fact]
    public void Crops_have_an_area_from_the_least_share_and_ratios_of_three_to_four()
    {
        var crop = new ResizedCrop(SeededStream.For(1, "augmentation"), 0.08);
        var drawn = Enumerable.Range(0, 5000).Select(_ => crop.Draw(64, 64)).ToList();
        Assert.All(drawn, c => Assert.True(c.Top >= 0 && c.Left >= 0 && c.Height > 0 && c.Width > 0 && c.Top + c.Height <= 64 && c.Left + c.Width <= 64));
        Assert.All(drawn, c => Assert.InRange((double)c.Width / c.Height, 0.70, 1.43)); // rounded to pixels
        var shares = drawn.Select(c => c.Width * c.Height / 4096.0).ToList();
        Assert.InRange(shares.Min(), 0.07, 0.10);
        Assert.InRange(shares.Max(), 0.95, 1);
        Assert.InRange(shares.Average(), 0.48, 0.55); // uniform, less those that do not fit
    }

    [Fact]
    public void Where_no_try_fits_the_middle_of_the_nearest_ratio_is_taken()
    {
        var crop = new ResizedCrop(SeededStream.For(1, "augmentation"), 1); // a strip has no part of its whole area in these ratios
        Assert.Equal((0, 12, 9, 12), crop.Draw(9, 36));
        Assert.Equal((12, 0, 12, 9), crop.Draw(36, 9));
    }

    [Fact]
    public void Values_are_interpolated_between_the_centres_of_pixels()
    {
        // A slope stays a slope: of columns 10·x every crop gives values that rise evenly, within the crop's own edges.
        using var images = (arange(Scalars.Zero, Scalars.Of(20), Scalars.One).mul(Scalars.Of(10)).to_type(uint8)).view(1, 1, 20, 1).expand(50, 20, 20, 3).contiguous();
        var (drawn, applied) = (new ResizedCrop(SeededStream.For(2, "augmentation"), 0.2), new ResizedCrop(SeededStream.For(2, "augmentation"), 0.2));
        using var scope = NewDisposeScope();
        var result = applied.Apply(images, () => false);
        Assert.Equal([50, 20, 20, 3], result.shape);
        var bytes = result.bytes.ToArray();
        for (var i = 0; i < 50; i++)
        {
            var (_, left, _, width) = drawn.Draw(20, 20);
            for (var x = 0; x < 20; x++)
            {
                var at = left + Math.Clamp((x + 0.5) * width / 20 - 0.5, 0, width - 1);
                Assert.InRange(bytes[(i * 400 + 7 * 20 + x) * 3 + 1], at * 10 - 0.501, at * 10 + 0.501);
            }
        }
    }

    [Fact]
    public void A_mirrored_crop_is_the_crop_mirrored()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        var images = randint(0, 256, new long[] { 4, 9, 13, 3 }, generator: generator, dtype: uint8);
        var straight = new ResizedCrop(SeededStream.For(5, "augmentation"), 0.1).Apply(images, () => false);
        var mirrored = new ResizedCrop(SeededStream.For(5, "augmentation"), 0.1).Apply(images, () => true);
        Assert.True(straight.flip(2).equal(mirrored).all().item<bool>());
    }

    [Fact]
    public void The_same_seed_and_epoch_give_the_same_batches_and_the_order_of_samples_stays()
    {
        using var generator = new Generator(1, CPU);
        using var samples = new Samples(randint(0, 256, new long[] { 30, 3, 8, 8 }, generator: generator, dtype: uint8), arange(Scalars.Zero, Scalars.Of(30), Scalars.One));
        List<(string Images, long[] Labels)> Read(double least, int epoch)
        {
            var read = new List<(string, long[])>();
            foreach (var batch in Batches.Training(samples, new([0, 0, 0], [1, 1, 1]), 1, epoch, 7, flip: true, cropPadding: 0, least))
                using (batch)
                {
                    using var flat = batch.Inputs.contiguous();
                    read.Add((string.Join(' ', flat.data<float>().ToArray()), batch.Labels.data<long>().ToArray()));
                }
            return read;
        }
        Assert.Equal(Read(0.08, 1).Select(b => b.Images), Read(0.08, 1).Select(b => b.Images));
        Assert.NotEqual(Read(0.08, 1)[0].Images, Read(0.08, 2)[0].Images);
        Assert.Equal(Read(0, 1).SelectMany(b => b.Labels), Read(0.08, 1).SelectMany(b => b.Labels));
    }
}
