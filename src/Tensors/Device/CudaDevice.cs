using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Tensors;

/// <summary>A GPU of NVIDIA, by its number among those that CUDA_VISIBLE_DEVICES leaves.</summary>
internal sealed class CudaDevice(int index) : ComputeDevice
{
    public override string Name => $"cuda:{index}";
    public override string Description => CudaDriver.NameOf(index) is { } hardware ? $"{Name} {hardware}" : Name;
    public override Device Place => new(DeviceType.CUDA, index);

    public static IReadOnlyList<string> FindAll() =>
        TryInitializeDeviceType(DeviceType.CUDA) ? [.. Enumerable.Range(0, cuda.device_count()).Select(i => new CudaDevice(i).Description)] : [];

    // With a workspace of fixed size cuBLAS adds up in the same order every time (NVIDIA, cuBLAS: results reproducibility).
    public override IEnumerable<(string Name, string Value)> Variables(int threads) =>
        base.Variables(threads).Append(("CUBLAS_WORKSPACE_CONFIG", ":4096:8"));

    public override void Prepare(int threads)
    {
        base.Prepare(threads);
        InitializeDeviceType(DeviceType.CUDA);
        // The precision of a cell is what its configuration says; TF32 has 10 bits where fp32 has 23.
        backends.cuda.matmul.allow_tf32 = false;
        backends.cudnn.allow_tf32 = false;
        TorchContext.UseDeterministicCudnn();
    }

    public override void Synchronize() => cuda.synchronize(Place);
}
