// What runs in the pods of tests: it waits until it is told to end, and does on the way what its arguments say.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	linger := flag.Duration("linger", 0, "how long it goes on after it was told to end")
	every := flag.Duration("say", 0, "prints a line in this interval")
	listen := flag.String("listen", "", "answers HTTP on this address")
	flag.Parse()
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	if *listen != "" {
		go http.ListenAndServe(*listen, http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
			fmt.Fprintln(answer, "here")
		}))
	}
	if *every > 0 {
		go func() {
			for count := 1; ; count++ {
				fmt.Println("line", count)
				time.Sleep(*every)
			}
		}()
	}
	<-end
	fmt.Println("ending")
	time.Sleep(*linger)
}
