using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>
/// Bytes to normalized numbers: (value ÷ 255 − mean) ÷ std by channel, as one multiplication and one addition in place. The factors
/// are laid out for a whole image, since a long inner loop is several times faster than one over the channels.
/// </summary>
internal sealed class Normalizer
{
    private readonly float[] scale, shift;

    public Normalizer(Normalization normalization, Samples samples)
    {
        var (channels, area) = (samples.Store.Shape.Channels, samples.Store.Shape.Height * samples.Store.Shape.Width);
        scale = new float[area * channels];
        shift = new float[area * channels];
        for (var i = 0; i < scale.Length; i++)
        {
            var (mean, std) = (normalization.Mean[i % channels], normalization.Std[i % channels]);
            scale[i] = (float)(1 / (255 * std));
            shift[i] = (float)(-mean / std);
        }
    }

    /// <summary>The batch of images (N, H, W, C) uint8 and their labels; it lies outside of all dispose scopes, what it took inside.</summary>
    public LabeledBatch Batch(Tensor pixels, Tensor labels)
    {
        var values = pixels.to_type(float32).contiguous();
        values.view(-1, scale.Length).mul_(tensor(scale, device: values.device)).add_(tensor(shift, device: values.device), Scalars.One);
        return new(values.permute(0, 3, 1, 2).DetachFromDisposeScope(), labels.DetachFromDisposeScope());
    }
}
