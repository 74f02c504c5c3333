package hunt
import ("testing";"context";"net";"chatlab/server";"time";"os";"strconv";"slices")
func TestZZ(t *testing.T){
	serve := func(ctx context.Context, ln net.Listener) error { return new(server.Server).Serve(ctx, ln) }
	from,_:=strconv.Atoi(os.Getenv("FROM")); num,_:=strconv.Atoi(os.Getenv("NUM"))
	clients,_:=strconv.Atoi(os.Getenv("CL"))
	var ra,rb time.Duration; acts,ev,by,ab:=0,0,0,0
	for seed:=from;seed<from+num;seed++{
		c:=Case{Seed:uint64(seed),Clients:clients,Words:"abc",Proof:true}
		b:=time.Now()
		s,err:=observe(serve,c,sources{}); if err!=nil{t.Fatal(err)}
		ra+=time.Since(b)
		bin:=binaryOf(s.Acts)
		again,err:=parseActs(bin)
		if err!=nil||!slices.Equal(again,s.Acts){t.Fatal("binary",err)}
		acts+=len(s.Acts);ev+=s.Record.Log.Len();by+=len(s.Record.Log.Binary());ab+=len(bin)
		b=time.Now()
		if err:=s.proven(context.Background(),c);err!=nil{t.Errorf("%d: %v",seed,err)}
		rb+=time.Since(b)
	}
	t.Log("run",ra,"proof",rb,"acts",acts,"events",ev,"logbytes",by,"actbytes",ab, "most", Case{Clients:clients}.mostBytes())
}
