using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>A convolution or linear layer as a matrix product: what of its input meets each of its weights, at each place of the output.</summary>
internal static class LayerPatches
{
    /// <summary>
    /// (N, C, H, W), (N, in) or (N, T, in) → (N, groups, in ÷ groups · kernel height · kernel width, places): features in the order of a row of the weight.
    /// </summary>
    public static Tensor Of(nn.Module layer, Tensor x)
    {
        if (layer is not Conv2d conv) return x.ndim == 2 ? x.unsqueeze(1).unsqueeze(-1) : x.flatten(1, -2).transpose(1, 2).unsqueeze(1);
        var (height, width) = (Sizes(conv.kernel_size), Sizes(conv.dilation)) switch { var (k, d) => ((k.Y, D: d.Y), (k.X, D: d.X)) };
        var (above, below, left, right) = Padding(conv, (height.Y - 1) * height.D, (width.X - 1) * width.D);
        var padded = above + below + left + right == 0 ? x : nn.functional.pad(x, [left, right, above, below], conv.padding_mode == PaddingModes.Zeros ? PaddingModes.Constant : conv.padding_mode);
        var patches = nn.functional.unfold(padded, (height.Y, width.X), dilation: (height.D, width.D), padding: (0, 0), stride: Sizes(conv.stride));
        return patches.view(x.shape[0], conv.groups, -1, patches.shape[2]);
    }

    /// <summary>The layer's outputs, or anything of their shape → (N, groups, out ÷ groups, places).</summary>
    public static Tensor Outputs(nn.Module layer, Tensor y) => layer is Conv2d conv
        ? y.flatten(2).view(y.shape[0], conv.groups, -1, y.shape[2] * y.shape[3])
        : y.ndim == 2 ? y.unsqueeze(1).unsqueeze(-1) : y.flatten(1, -2).transpose(1, 2).unsqueeze(1);

    private static (long Above, long Below, long Left, long Right) Padding(Conv2d conv, long reachY, long reachX)
    {
        switch (conv.padding_type)
        {
            case TorchSharp.Padding.Same:
                return (reachY / 2, reachY - reachY / 2, reachX / 2, reachX - reachX / 2);
            case TorchSharp.Padding.Valid:
                return default;
            default:
                var (y, x) = Sizes(conv.padding!);
                return (y, y, x, x);
        }
    }

    private static (long Y, long X) Sizes(long[] sizes) => (sizes[0], sizes[^1]);
}
