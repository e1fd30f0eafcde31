namespace Bench.Tests.Cli;

public sealed class SensitivityCommandTests : IDisposable
{
    private readonly BenchProgram bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("--densities 0.5,x", "--densities takes numbers above 0 and below 1 separated by commas, such as 0.5,0.1, not 'x'")]
    [InlineData("--densities 1", "--densities takes numbers above 0 and below 1 separated by commas, such as 0.5,0.1, not '1'")]
    [InlineData("--densities 0.5,0.50", "--densities has 0.5 twice")]
    [InlineData("--criterion magnitud", "unknown criterion 'magnitud': did you mean 'magnitude'?")]
    [InlineData("--criterion movement", "--criterion: 'movement' adds up over training, and a scan trains nothing: take another")]
    [InlineData("--criterion file", "--criterion: 'file' needs 'file', which a scan does not give: take another")]
    [InlineData("--criterion l1-norm", "--criterion: 'l1-norm' scores channels: add --structure channel")]
    [InlineData("--criterion obc --structure channel", "criterion 'obc' gives no scores of channels")]
    [InlineData("--structure channel --criterion width", "--criterion: 'width' scores no channels, but puts a narrower network in the place of this one")]
    [InlineData("--structure chanel", "--structure: unknown name 'chanel': did you mean 'channel'? (valid: weight, channel)")]
    [InlineData("--split tset", "--split: unknown name 'tset': did you mean 'test'? (valid: validation, test)")]
    [InlineData("--samples 0", "--samples takes a whole number from 1, not '0'")]
    [InlineData("--samples 144", "digits lenet-300-100: the validation split has 144 samples, which are all measured without --samples")]
    [InlineData("--format xml", "--format: unknown format 'xml'")]
    [InlineData("--renew-norm", "digits lenet-300-100: model lenet-300-100 has no norms whose statistics could be renewed")]
    public async Task A_mistake_is_told_before_anything_is_computed(string options, string message)
    {
        bench.Write("small.yaml", "datasets: [digits]\nmodels: [lenet-300-100]\nstrategies: [global-magnitude]\ncompressions: [2]\nseeds: [1]\n");

        var answer = await bench.Run(["sensitivity", "small.yaml", .. options.Split(' ')]);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(message, string.Join('\n', answer.Errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "results")));
    }

    [Theory]
    [InlineData("structure: channel, criterion: l1-norm, scope: sensitivity", "scope 'sensitivity' divides single weights: channels take one of global, layer")]
    [InlineData("criterion: magnitude, scope: {name: sensitivity, densities: [0.5, 1.5]}", "'densities' takes numbers above 0 and below 1, such as [0.5, 0.2, 0.1, 0.05, 0.02], not '1.5'")]
    [InlineData("criterion: magnitude, scope: {name: sensitivity, densities: []}", "'densities' is empty")]
    [InlineData("criterion: lamp, scope: sensitivity", "lamp within layers ranks as magnitude does")]
    public async Task A_scope_that_cannot_be_is_a_mistake_with_its_line(string strategy, string message)
    {
        bench.Write("small.yaml", $"datasets: [digits]\nmodels: [lenet-300-100]\ncompressions: [2]\nseeds: [1]\nstrategies:\n  - {{name: s, {strategy}}}\n");

        (await bench.Run("plan", "small.yaml")).IsMistake(message);
    }

    [Fact]
    public async Task A_plan_names_the_scan_as_a_step_with_what_it_takes()
    {
        bench.Write("small.yaml", "datasets: [digits]\nmodels: [lenet-300-100]\nstrategies: [sensitivity-magnitude]\ncompressions: [1, 2, 4]\nseeds: [1]\n");

        var answer = await bench.Run("plan", "small.yaml", "--steps", "sensitivity-magnitude");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("cut each layer alone by magnitude and measure the validation split, 11 times in all, training nothing", answer.Output, StringComparison.Ordinal);
    }
}
