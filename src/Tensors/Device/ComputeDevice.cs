using System.Globalization;
using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Tensors;

/// <summary>
/// Where tensors live and operations run, and all that differs between a CPU and a GPU. Networks and data are put there when they
/// are made; everything after that follows the tensors it is given. Random numbers are always drawn on the CPU and moved, files
/// are always written from and read to the CPU.
/// </summary>
public abstract class ComputeDevice
{
    /// <summary>The processor.</summary>
    public static ComputeDevice Cpu { get; } = new CpuDevice();

    /// <summary>Whether this build has the CUDA library (<c>-p:Torch=cuda</c>); known without loading it.</summary>
    public static bool HasCudaLibrary { get; } =
        typeof(ComputeDevice).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(m => m is { Key: "Torch", Value: "cuda" });

    /// <summary>As the option calls it: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public abstract string Name { get; }

    /// <summary>With the hardware's name where that is not the processor's: <c>cpu</c>, <c>cuda:0 NVIDIA A100-SXM4-40GB</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Where tensors are made.</summary>
    public abstract Device Place { get; }

    /// <summary>The device of a name, as <see cref="Name"/> gives it; loads nothing.</summary>
    public static ComputeDevice Of(string name) =>
        name == Cpu.Name ? Cpu
        : name.Split(':') is ["cuda", var index] ? new CudaDevice(int.Parse(index, NumberStyles.None, CultureInfo.InvariantCulture))
        : throw new ArgumentException($"no device '{name}'", nameof(name));

    /// <summary>The names of the GPUs that libtorch can use, in the order of their numbers; loads libtorch.</summary>
    public static IReadOnlyList<string> FindGpus() => HasCudaLibrary ? CudaDevice.FindAll() : [];

    /// <summary>Whether a tensor is here.</summary>
    public bool Holds(Tensor tensor) => tensor.device_type == Place.type && (Place.index < 0 || tensor.device_index == Place.index);

    /// <summary>Variables that a process which computes here must be started with.</summary>
    /// <param name="threads">Of operations on the CPU.</param>
    public virtual IEnumerable<(string Name, string Value)> Variables(int threads)
    {
        var count = threads.ToString(CultureInfo.InvariantCulture);
        // Where there is more than one thread, they must not spin while they wait.
        return [("OMP_NUM_THREADS", count), ("MKL_NUM_THREADS", count), ("OMP_WAIT_POLICY", "passive")];
    }

    /// <summary>Readies the process, before its first tensor.</summary>
    public virtual void Prepare(int threads) => Native.Initialize(threads);

    /// <summary>Waits until everything asked for is computed: a time taken before would be that of asking.</summary>
    public abstract void Synchronize();

    /// <summary>Gives memory that is free back to the system; for between cells.</summary>
    public virtual void ReleaseFreeMemory() => Native.ReleaseFreeMemory();

    private sealed class CpuDevice : ComputeDevice
    {
        public override string Name => "cpu";
        public override string Description => Name;
        public override Device Place => CPU;

        public override void Synchronize() { }
    }
}
