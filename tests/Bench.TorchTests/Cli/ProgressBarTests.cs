using Bench.Cli.Display;

namespace Bench.TorchTests.Cli;

public sealed class ProgressBarTests
{
    [Theory]
    [InlineData(0, 0, 10, "░░░░░░░░░░")]
    [InlineData(5, 0, 10, "█████░░░░░")]
    [InlineData(5, 2, 10, "█████××░░░")]
    [InlineData(8, 2, 10, "████████××")]
    [InlineData(1, 0, 1000, "░░░░░░░░░░")]
    [InlineData(999, 1, 1000, "█████████×")]
    [InlineData(0, 0, 0, "░░░░░░░░░░")]
    public void Letters_alone_say_how_far_it_is_and_that_something_has_failed(int finished, int failed, int total, string bar) =>
        Assert.Equal(bar, ProgressBar.Of(finished, failed, total, width: 10, unicode: true).ToString());

    [Fact]
    public void A_terminal_without_such_letters_gets_others() => Assert.Equal("#####xx---", ProgressBar.Of(5, 2, 10, width: 10, unicode: false).ToString());
}
