using static TorchSharp.torch;

namespace Bench.Tensors;

/// <summary>Memory layouts. TorchSharp has no memory-format argument; a permuted copy has the same effect.</summary>
public static class Layout
{
    /// <summary>The same values (N, C, H, W), laid out as N, H, W, C in memory: convolutions run faster on it and keep it.</summary>
    public static Tensor ChannelsLast(Tensor images)
    {
        using var permuted = images.permute(0, 2, 3, 1);
        using var packed = permuted.contiguous();
        return packed.permute(0, 3, 1, 2);
    }
}
