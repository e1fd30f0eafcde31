using System.Runtime.InteropServices;

namespace Bench.Tensors;

/// <summary>
/// Settings of libtorch that TorchSharp 0.107 has no method for, by the exported names of <c>at::Context</c>'s methods
/// (Itanium C++ ABI: Linux and macOS).
/// </summary>
internal static unsafe class TorchContext
{
    private const string GlobalContext = "_ZN2at13globalContextEv";
    private const string SetDeterministic = "_ZN2at7Context21setDeterministicCuDNNEb";
    private const string SetBenchmark = "_ZN2at7Context17setBenchmarkCuDNNEb";
    private const string Deterministic = "_ZNK2at7Context18deterministicCuDNNEv";

    /// <summary>Whether cuDNN is held to algorithms that give the same bits every time.</summary>
    public static bool IsCudnnDeterministic
    {
        get
        {
            var (library, context) = Open();
            return ((delegate* unmanaged<nint, byte>)NativeLibrary.GetExport(library, Deterministic))(context) != 0;
        }
    }

    /// <summary>Holds cuDNN to deterministic algorithms, chosen by rule and not by timing them.</summary>
    public static void UseDeterministicCudnn()
    {
        if (OperatingSystem.IsWindows()) return; // other exported names
        var (library, context) = Open();
        ((delegate* unmanaged<nint, byte, void>)NativeLibrary.GetExport(library, SetDeterministic))(context, 1);
        ((delegate* unmanaged<nint, byte, void>)NativeLibrary.GetExport(library, SetBenchmark))(context, 0);
    }

    private static (nint Library, nint Context) Open()
    {
        var library = NativeLibrary.Load("torch_cpu", typeof(TorchContext).Assembly, null);
        return (library, ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, GlobalContext))());
    }
}
