using Bench.Models;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>A convolution or linear layer as a matrix product: what of its input meets each of its weights, at each place of the output.</summary>
internal static class LayerPatches
{
    /// <summary>
    /// (N, C, H, W), (N, in) or (N, T, in) → (N, groups, in ÷ groups · kernel height · kernel width, places): features in the order of a row of the weight.
    /// </summary>
    public static Tensor Of(Operation layer, Tensor x)
    {
        if (layer is not Convolution conv) return x.ndim == 2 ? x.unsqueeze(1).unsqueeze(-1) : x.flatten(1, -2).transpose(1, 2).unsqueeze(1);
        var (kernel, stride, dilation) = (conv.Kernel, conv.Stride, conv.Dilation);
        var padded = conv.Padding.IsNone ? x : conv.Padding.Around(x, 0);
        var patches = nn.functional.unfold(padded, (kernel.Height, kernel.Width), dilation: (dilation.Height, dilation.Width), padding: (0, 0), stride: (stride.Height, stride.Width));
        return patches.view(x.shape[0], conv.Groups, -1, patches.shape[2]);
    }

    /// <summary>The layer's outputs, or anything of their shape → (N, groups, out ÷ groups, places).</summary>
    public static Tensor Outputs(Operation layer, Tensor y) => layer is Convolution conv
        ? y.flatten(2).view(y.shape[0], conv.Groups, -1, y.shape[2] * y.shape[3])
        : y.ndim == 2 ? y.unsqueeze(1).unsqueeze(-1) : y.flatten(1, -2).transpose(1, 2).unsqueeze(1);
}
