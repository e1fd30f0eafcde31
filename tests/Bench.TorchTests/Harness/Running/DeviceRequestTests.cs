using Bench.Core;
using Bench.Harness.Running;

namespace Bench.TorchTests.Harness.Running;

public sealed class DeviceRequestTests
{
    private static readonly GpuSurvey NoLibrary = GpuSurvey.None, NoGpu = Gpus(0), One = Gpus(1), Two = Gpus(2), Eight = Gpus(8);

    private static GpuSurvey Gpus(int count) => new(true, [.. Enumerable.Range(0, count).Select(i => $"cuda:{i} NVIDIA H{i}00")]);

    private static IReadOnlyList<string> Assign(string request, int? workers, GpuSurvey gpus) => DeviceRequest.Parse(request).Assign(workers, gpus, () => 3);

    private static void IsMistake(string message, string request, int? workers, GpuSurvey gpus) =>
        Assert.Equal(message, Assert.Throws<UserError>(() => Assign(request, workers, gpus)).Message);

    [Fact]
    public void On_the_cpu_there_are_as_many_workers_as_asked_for_or_as_cores()
    {
        Assert.Equal(["cpu", "cpu", "cpu"], Assign("cpu", null, Two));
        Assert.Equal(["cpu", "cpu", "cpu", "cpu", "cpu"], Assign("cpu", 5, Two));
    }

    [Fact]
    public void Each_gpu_has_one_worker()
    {
        Assert.Equal(["cuda:0", "cuda:1"], Assign("cuda", null, Two));
        Assert.Equal(["cuda:0"], Assign("cuda", 1, Two));
        Assert.Equal(["cuda:1"], Assign("cuda:1", null, Two));
        Assert.Equal(["cuda:1"], Assign("cuda:1", 1, Two));
    }

    [Fact]
    public void Auto_takes_all_gpus_and_the_cpu_where_there_is_none()
    {
        Assert.Equal(["cuda:0", "cuda:1"], Assign("auto", null, Two));
        Assert.Equal(["cpu", "cpu", "cpu"], Assign("auto", null, NoGpu));
        Assert.Equal(["cpu", "cpu"], Assign("auto", 2, NoLibrary));
    }

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:0")]
    public void What_is_missing_is_said(string request)
    {
        IsMistake("no CUDA device: this build has the CPU library only; build with -p:Torch=cuda", request, null, NoLibrary);
        IsMistake("no CUDA device was found ('nvidia-smi' shows those that the driver knows)", request, null, NoGpu);
    }

    [Fact]
    public void A_gpu_that_is_not_there_is_a_mistake_that_names_those_that_are()
    {
        IsMistake("cuda:1: there is 1 device, cuda:0", "cuda:1", null, One);
        IsMistake("cuda:3: there are 2 devices, cuda:0 and cuda:1", "cuda:3", null, Two);
        IsMistake("cuda:8: there are 8 devices, cuda:0 to cuda:7", "cuda:8", null, Eight);
    }

    [Fact]
    public void As_many_workers_as_are_asked_for_share_the_gpus()
    {
        Assert.Equal(["cuda:0", "cuda:0", "cuda:0"], Assign("cuda", 3, One));
        Assert.Equal(["cuda:0", "cuda:0"], Assign("auto", 2, One));
        Assert.Equal(["cuda:1", "cuda:1", "cuda:1"], Assign("cuda:1", 3, Two));
        Assert.Equal(["cuda:0", "cuda:1", "cuda:0"], Assign("cuda", 3, Two));
    }

    [Fact]
    public void Devices_are_described_by_their_hardware()
    {
        Assert.Equal("cuda:1 NVIDIA H100", Two.Describe(["cuda:1"]));
        Assert.Equal("cuda:0 NVIDIA H000, 2 workers; cuda:1 NVIDIA H100", Two.Describe(["cuda:0", "cuda:1", "cuda:0"]));
        Assert.Equal("cpu (no CUDA device was found)", NoGpu.Describe(["cpu", "cpu"]));
        Assert.Equal("cpu (this build has the CPU library only)", NoLibrary.Describe(["cpu"]));
    }
}
