using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.TorchTests.Tensors;

public sealed class ComputeDeviceTests
{
    [Fact]
    public void A_name_is_that_of_its_device()
    {
        Assert.Equal("cpu", ComputeDevice.Of("cpu").Name);
        Assert.Equal("cuda:11", ComputeDevice.Of("cuda:11").Name);
        Assert.Throws<ArgumentException>(() => ComputeDevice.Of("cuda"));
        Assert.Throws<ArgumentException>(() => ComputeDevice.Of("tpu:0"));
    }

    [Fact]
    public void Threads_are_told_to_the_libraries_before_they_start()
    {
        Assert.Equal([("OMP_NUM_THREADS", "3"), ("MKL_NUM_THREADS", "3"), ("OMP_WAIT_POLICY", "passive")], ComputeDevice.Cpu.Variables(3));
        Assert.Contains(("CUBLAS_WORKSPACE_CONFIG", ":4096:8"), ComputeDevice.Of("cuda:0").Variables(1));
    }

    [Fact]
    public void A_build_for_the_cpu_finds_no_gpu()
    {
        Assert.SkipWhen(ComputeDevice.HasCudaLibrary, "this is a build with the CUDA library");
        Assert.Empty(ComputeDevice.FindGpus());
    }

    [Fact]
    public void A_tensor_is_held_by_the_device_that_it_is_on()
    {
        using var here = zeros(1);
        using var there = zeros(1, device: new MetaDevice().Place);
        Assert.True(ComputeDevice.Cpu.Holds(here));
        Assert.False(ComputeDevice.Cpu.Holds(there));
        Assert.True(new MetaDevice().Holds(there));
        Assert.False(ComputeDevice.Of("cuda:0").Holds(here));
    }

    [Fact]
    public void Cudnn_can_be_held_to_deterministic_algorithms()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the library's names differ");
        zeros(1).Dispose(); // loads it
        TorchContext.UseDeterministicCudnn(); // a setting that a CPU does not read
        Assert.True(TorchContext.IsCudnnDeterministic);
    }
}
