using System.Runtime.InteropServices;
using System.Text;

namespace Bench.Tensors;

/// <summary>Asks the driver what TorchSharp 0.107 does not tell: the names of GPUs.</summary>
internal static unsafe class CudaDriver
{
    private const int Success = 0, LongestName = 256;

    /// <summary>Such as <c>NVIDIA A100-SXM4-40GB</c>; null where the driver does not say. Its numbers are libtorch's.</summary>
    public static string? NameOf(int index)
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var driver)) return null;
        if (!NativeLibrary.TryGetExport(driver, "cuInit", out var initialize) || !NativeLibrary.TryGetExport(driver, "cuDeviceGet", out var get)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetName", out var getName)) return null;
        int device;
        var name = stackalloc byte[LongestName];
        return ((delegate* unmanaged<uint, int>)initialize)(0) == Success
            && ((delegate* unmanaged<int*, int, int>)get)(&device, index) == Success
            && ((delegate* unmanaged<byte*, int, int, int>)getName)(name, LongestName, device) == Success
            ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name))
            : null;
    }
}
