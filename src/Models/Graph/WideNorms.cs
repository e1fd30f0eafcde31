using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Norms of bfloat16 values by fp32 numbers: on a CPU libtorch takes the mixture, and elsewhere it does not.</summary>
internal static class WideNorms
{
    /// <summary>A norm of values, in fp32 where the place where they are asks for it; of their type.</summary>
    public static Tensor Run(Tensor x, Func<Tensor, Tensor> norm)
    {
        if (x.dtype != ScalarType.BFloat16 || x.device_type == DeviceType.CPU) return norm(x);
        using var wide = x.to(ScalarType.Float32);
        using var normalized = norm(wide);
        return normalized.to(x.dtype);
    }
}
